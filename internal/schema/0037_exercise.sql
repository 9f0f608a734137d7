-- Exercises that are one person's, for one course: practice realms. A row goes with
-- its realm.
CREATE TABLE exercise_practice (
  exercise TEXT PRIMARY KEY,
  person   TEXT NOT NULL, -- account id
  name     TEXT NOT NULL,
  course   TEXT NOT NULL,
  digest   TEXT NOT NULL, -- of the course's version
  acted    BIGINT NOT NULL, -- when its person last did something in it
  seen     BIGINT NOT NULL, -- how far its journal was looked through
  UNIQUE (person, course)
);
