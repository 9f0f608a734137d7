-- What exercises have taught, in the live realm alone. Nothing here names a thing of
-- a realm but the exercise's id and name, as somebody typed or carried them over.
CREATE TABLE lesson_lesson (
  id       TEXT PRIMARY KEY,
  exercise TEXT NOT NULL,
  state    TEXT NOT NULL, -- identified, assigned, done, learned
  at       BIGINT NOT NULL,
  body     BYTEA NOT NULL -- JSON
);
CREATE INDEX lesson_lesson_exercise ON lesson_lesson (exercise, at);
