-- An instrument: the frozen whole of parties, clauses, parameters and
-- provisions, as canonical bytes. proposed is when it was proposed or arrived; 0
-- for a draft of our own.
CREATE TABLE agreement_instrument (
  id       TEXT PRIMARY KEY,
  realm    TEXT NOT NULL,
  created  BIGINT NOT NULL,
  proposed BIGINT NOT NULL,
  digest   BYTEA NOT NULL,
  body     BYTEA NOT NULL
);
CREATE INDEX agreement_instrument_realm ON agreement_instrument (realm, created);

-- What an office has signed about an instrument. The state of the agreement at
-- any time follows from these. known_at is when this node learned of it.
CREATE TABLE agreement_statement (
  agreement TEXT NOT NULL,
  digest    BYTEA NOT NULL,
  known_at  BIGINT NOT NULL,
  body      BYTEA NOT NULL,
  signature BYTEA NOT NULL,
  PRIMARY KEY (agreement, digest)
);

-- Statements that came before their instrument and wait for it, unverified.
-- party is the one that brought it.
CREATE TABLE agreement_waiting (
  agreement TEXT NOT NULL,
  digest    BYTEA NOT NULL,
  party     TEXT NOT NULL,
  body      BYTEA NOT NULL,
  signature BYTEA NOT NULL,
  PRIMARY KEY (agreement, digest)
);
