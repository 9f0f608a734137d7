-- The node's own experts. Personal data stands in body alone, so that removing a
-- person is emptying it.
CREATE TABLE expert_profile (
  id      TEXT PRIMARY KEY,
  realm   TEXT NOT NULL,
  version BIGINT NOT NULL, -- one more with each change; who changes names the one that he saw
  state   TEXT NOT NULL,   -- active, withdrawn, removed
  added   BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  body    BYTEA NOT NULL   -- profile, attestation and exercises, canonical JSON; empty once removed
);
CREATE INDEX expert_profile_realm ON expert_profile (realm, state);

-- When a person is on standby, and when away.
CREATE TABLE expert_window (
  id     TEXT PRIMARY KEY,
  expert TEXT NOT NULL REFERENCES expert_profile (id),
  realm  TEXT NOT NULL,
  kind   TEXT NOT NULL, -- standby, away
  starts BIGINT NOT NULL,
  ends   BIGINT NOT NULL,
  note   TEXT NOT NULL
);
CREATE INDEX expert_window_expert ON expert_window (expert, ends);
CREATE INDEX expert_window_realm ON expert_window (realm, ends);

-- What a person is held for: two holds of one person never overlap.
CREATE TABLE expert_hold (
  id     TEXT PRIMARY KEY,
  expert TEXT NOT NULL REFERENCES expert_profile (id),
  realm  TEXT NOT NULL,
  matter TEXT NOT NULL,
  starts BIGINT NOT NULL,
  ends   BIGINT NOT NULL,
  at     BIGINT NOT NULL
);
CREATE INDEX expert_hold_expert ON expert_hold (expert, ends);
CREATE INDEX expert_hold_realm ON expert_hold (realm, ends);
CREATE INDEX expert_hold_matter ON expert_hold (realm, matter);
