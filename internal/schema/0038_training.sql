-- Of which certificates people were told that they expire soon.
CREATE TABLE training_reminder (
  certificate TEXT PRIMARY KEY,
  at          BIGINT NOT NULL
);
