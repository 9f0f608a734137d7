-- What this node has told its own people of warnings that wait, once each.
CREATE TABLE warning_reminder (
  matter TEXT NOT NULL,
  rev    BIGINT NOT NULL, -- of the text
  stage  TEXT NOT NULL,
  realm  TEXT NOT NULL,
  at     BIGINT NOT NULL,
  PRIMARY KEY (matter, rev, stage)
);
