-- What people of an exercise noticed, said at its hot wash: at the node where it was
-- written, and at the one that conducts.
CREATE TABLE aftermath_observation (
  id    TEXT PRIMARY KEY,
  party TEXT NOT NULL,
  team  TEXT NOT NULL, -- '' is of all
  name  TEXT NOT NULL, -- who wrote it
  at    BIGINT NOT NULL,
  us    BIGINT NOT NULL, -- exercise time
  body  TEXT NOT NULL
);
