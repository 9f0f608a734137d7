-- The exercises that this node knows. What happens in them is in databases of
-- their own; nothing of it is here.
CREATE TABLE exercise_exercise (
  id          TEXT PRIMARY KEY, -- and the realm
  state       TEXT NOT NULL,
  director    TEXT NOT NULL,
  terms       BYTEA NOT NULL, -- canonical JSON
  first_by    TEXT NOT NULL,
  first_name  TEXT NOT NULL,
  first_at    BIGINT NOT NULL,
  second_by   TEXT NOT NULL,
  second_name TEXT NOT NULL,
  second_at   BIGINT NOT NULL,
  proposal    TEXT NOT NULL, -- the decision that stands for the two persons
  invitation  TEXT NOT NULL,
  trouble     TEXT NOT NULL,
  reason      TEXT NOT NULL,
  archive     TEXT NOT NULL,
  changed     BIGINT NOT NULL
);

-- How the parties that this node invited stand.
CREATE TABLE exercise_answer (
  exercise TEXT NOT NULL,
  party    TEXT NOT NULL,
  state    TEXT NOT NULL,
  reason   TEXT NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (exercise, party)
);

-- Who of this node's people may enter, and as what.
CREATE TABLE exercise_member (
  exercise TEXT NOT NULL,
  person   TEXT NOT NULL,
  name     TEXT NOT NULL,
  cell     TEXT NOT NULL,
  team     TEXT NOT NULL,
  roles    TEXT NOT NULL,
  since    BIGINT NOT NULL,
  PRIMARY KEY (exercise, person)
);
CREATE INDEX exercise_member_person ON exercise_member (person);
