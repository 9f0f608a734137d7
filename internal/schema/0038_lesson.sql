-- What an exercise came to in figures, as a person carried them out of its realm: one
-- line for each exercise, the last that was taken.
CREATE TABLE lesson_figures (
  exercise TEXT PRIMARY KEY,
  started  BIGINT NOT NULL,
  body     BYTEA NOT NULL -- JSON
);
CREATE INDEX lesson_figures_started ON lesson_figures (started, exercise);

-- Of which due times people were told that they have passed.
CREATE TABLE lesson_reminder (
  lesson TEXT NOT NULL,
  due    BIGINT NOT NULL,
  at     BIGINT NOT NULL,
  PRIMARY KEY (lesson, due)
);
