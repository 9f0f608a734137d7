-- Agreements have versions now: a text on the table, counter-proposals to it and
-- amendments, all of one agreement. No agreement of the first form was in use.
DROP TABLE agreement_waiting;
DROP TABLE agreement_statement;
DROP TABLE agreement_instrument;

-- One version of an instrument: canonical bytes, with the signature of the node
-- of the party that put it forward. known_at is when this node put it on the
-- table or received it; 0 while it is a draft of our own.
CREATE TABLE agreement_version (
  agreement TEXT NOT NULL,
  digest    BYTEA NOT NULL,
  realm     TEXT NOT NULL,
  created   BIGINT NOT NULL,
  known_at  BIGINT NOT NULL,
  body      BYTEA NOT NULL,
  signature BYTEA NOT NULL,
  PRIMARY KEY (agreement, digest)
);
CREATE INDEX agreement_version_realm ON agreement_version (realm, created);

-- What an office has signed about a version. The state of the agreement at any
-- time follows from versions and statements. known_at is when this node learned
-- of it.
CREATE TABLE agreement_statement (
  agreement TEXT NOT NULL,
  digest    BYTEA NOT NULL,
  known_at  BIGINT NOT NULL,
  body      BYTEA NOT NULL,
  signature BYTEA NOT NULL,
  PRIMARY KEY (agreement, digest)
);

-- Statements that came before their version and wait for it, unverified. party
-- is the one that brought it.
CREATE TABLE agreement_waiting (
  agreement TEXT NOT NULL,
  digest    BYTEA NOT NULL,
  party     TEXT NOT NULL,
  body      BYTEA NOT NULL,
  signature BYTEA NOT NULL,
  PRIMARY KEY (agreement, digest)
);

-- Which agreement takes the place of which, from when it comes into force.
CREATE TABLE agreement_succession (
  later   TEXT NOT NULL,
  earlier TEXT NOT NULL,
  PRIMARY KEY (earlier, later)
);

-- A signature that one person has prepared and a second one has not given yet.
CREATE TABLE agreement_prepared (
  agreement TEXT NOT NULL,
  digest    TEXT NOT NULL,
  office    TEXT NOT NULL,
  person    TEXT NOT NULL,
  name      TEXT NOT NULL,
  at        BIGINT NOT NULL,
  PRIMARY KEY (agreement, digest, office)
);

-- Comments on a version, clause by clause, signed by the node of their party.
CREATE TABLE agreement_comment (
  id        TEXT PRIMARY KEY,
  agreement TEXT NOT NULL,
  at        BIGINT NOT NULL,
  body      BYTEA NOT NULL,
  signature BYTEA NOT NULL
);
CREATE INDEX agreement_comment_agreement ON agreement_comment (agreement, at);

-- The power to sign one agreement that an office of ours has given to another.
CREATE TABLE agreement_delegation (
  agreement TEXT NOT NULL,
  office    TEXT NOT NULL,
  until     BIGINT NOT NULL,
  proof     BYTEA NOT NULL,
  PRIMARY KEY (agreement, office)
);
