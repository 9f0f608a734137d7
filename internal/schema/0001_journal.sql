-- The journal: every act, append-only, hash-chained. It is audit, outbox and feed.
CREATE TABLE journal_entry (
  seq      BIGINT PRIMARY KEY,
  id       TEXT NOT NULL,
  realm    TEXT NOT NULL,
  at       BIGINT NOT NULL,
  kind     TEXT NOT NULL,
  person   TEXT NOT NULL,
  name     TEXT NOT NULL,
  via      TEXT NOT NULL,
  about    TEXT NOT NULL,
  audience TEXT NOT NULL,
  body     BYTEA NOT NULL,
  prev     BYTEA NOT NULL,
  hash     BYTEA NOT NULL
);
CREATE INDEX journal_entry_about ON journal_entry (about, seq);
CREATE INDEX journal_entry_kind ON journal_entry (kind, seq);

-- The end of the chain. Appending updates this row first, so that two writers
-- cannot take the same number.
CREATE TABLE journal_head (
  one  BIGINT PRIMARY KEY,
  seq  BIGINT NOT NULL,
  hash BYTEA NOT NULL
);
INSERT INTO journal_head (one, seq, hash) VALUES (1, 0, '');

-- How far each follower has come. lease_until lets exactly one process of a party follow.
CREATE TABLE journal_follower (
  name        TEXT PRIMARY KEY,
  cursor      BIGINT NOT NULL,
  holder      TEXT NOT NULL,
  lease_until BIGINT NOT NULL
);
