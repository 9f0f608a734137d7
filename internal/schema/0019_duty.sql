-- What the nodes of parties have signed about obligations.
CREATE TABLE duty_statement (
  agreement TEXT NOT NULL,
  digest    TEXT NOT NULL, -- SHA-256 of the statement, hex
  realm     TEXT NOT NULL,
  party     TEXT NOT NULL, -- whose statement it is
  known_at  BIGINT NOT NULL,
  body      BYTEA NOT NULL,
  signature BYTEA NOT NULL,
  PRIMARY KEY (agreement, digest)
);

-- The obligations whose clocks this node has already told its people about.
CREATE TABLE duty_reminder (
  obligation TEXT NOT NULL,
  stage      TEXT NOT NULL,
  at         BIGINT NOT NULL,
  PRIMARY KEY (obligation, stage)
);
