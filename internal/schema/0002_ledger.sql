-- The pair logs: one Merkle log for each ordered pair of parties and realm.
-- side is 'own' where this node appends, 'mirror' where it copies. size counts
-- the entries, sealed those that the newest checkpoint covers.
CREATE TABLE ledger_log (
  log       TEXT PRIMARY KEY,
  sender    TEXT NOT NULL,
  recipient TEXT NOT NULL,
  realm     TEXT NOT NULL,
  side      TEXT NOT NULL,
  size      BIGINT NOT NULL,
  sealed    BIGINT NOT NULL,
  frozen    BOOLEAN NOT NULL
);

CREATE TABLE ledger_entry (
  log          TEXT NOT NULL REFERENCES ledger_log (log),
  idx          BIGINT NOT NULL,
  statement_id TEXT NOT NULL,
  kind         TEXT NOT NULL,
  about        TEXT NOT NULL,
  at           BIGINT NOT NULL,
  salt         BYTEA NOT NULL,
  statement    BYTEA NOT NULL,
  PRIMARY KEY (log, idx)
);
CREATE INDEX ledger_entry_statement ON ledger_entry (log, statement_id, idx);

-- The tree's hashes by their index in golang.org/x/mod/sumdb/tlog.
CREATE TABLE ledger_hash (
  log  TEXT NOT NULL REFERENCES ledger_log (log),
  idx  BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (log, idx)
);

-- Every checkpoint that was signed (own) or accepted (mirror). cosigned is the
-- note with the recipient's cosignature, empty until there is one.
CREATE TABLE ledger_checkpoint (
  log         TEXT NOT NULL REFERENCES ledger_log (log),
  size        BIGINT NOT NULL,
  root        BYTEA NOT NULL,
  at          BIGINT NOT NULL,
  note        BYTEA NOT NULL,
  from_key    TEXT NOT NULL,
  cosigned    BYTEA NOT NULL,
  cosigned_at BIGINT NOT NULL,
  to_key      TEXT NOT NULL,
  PRIMARY KEY (log, size)
);

-- The recipient's signed answer to each entry, at both sides.
CREATE TABLE ledger_ack (
  log       TEXT NOT NULL REFERENCES ledger_log (log),
  idx       BIGINT NOT NULL,
  outcome   TEXT NOT NULL,
  reason    TEXT NOT NULL,
  ack       BYTEA NOT NULL,
  signature BYTEA NOT NULL,
  signer    TEXT NOT NULL,
  PRIMARY KEY (log, idx)
);

-- Evidence that somebody signed two histories.
CREATE TABLE ledger_fork (
  id     TEXT PRIMARY KEY,
  log    TEXT NOT NULL REFERENCES ledger_log (log),
  at     BIGINT NOT NULL,
  why    TEXT NOT NULL,
  ours   BYTEA NOT NULL,
  theirs BYTEA NOT NULL
);
CREATE INDEX ledger_fork_log ON ledger_fork (log, at);
