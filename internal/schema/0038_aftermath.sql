-- Figures of earlier exercises that a person brought into the realm, to stand beside
-- its own.
CREATE TABLE aftermath_earlier (
  exercise TEXT PRIMARY KEY,
  started  BIGINT NOT NULL,
  body     BYTEA NOT NULL -- JSON
);
