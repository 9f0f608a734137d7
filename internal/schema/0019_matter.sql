-- What the nodes of parties have signed about matters that they deal with together.
CREATE TABLE matter_statement (
  matter    TEXT NOT NULL,
  party     TEXT NOT NULL, -- whose statement it is
  n         BIGINT NOT NULL,
  realm     TEXT NOT NULL,
  kind      TEXT NOT NULL, -- the domain
  centre    TEXT NOT NULL, -- who hands on
  digest    TEXT NOT NULL, -- SHA-256 of the statement, hex
  at        BIGINT NOT NULL,
  known_at  BIGINT NOT NULL,
  body      BYTEA NOT NULL,
  signature BYTEA NOT NULL,
  PRIMARY KEY (matter, party, n)
);
CREATE INDEX matter_statement_kind ON matter_statement (realm, kind, matter);
