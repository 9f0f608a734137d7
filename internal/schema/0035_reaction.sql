-- How far the journals of the parties that act by themselves were looked through,
-- and whose reactions people have stopped; at the node that conducts.
CREATE TABLE reaction_party (
  party      TEXT PRIMARY KEY,
  cursor     BIGINT NOT NULL,  -- the last entry of that node's journal
  stopped_at BIGINT NOT NULL,  -- 0: it acts by itself
  stopped_by TEXT NOT NULL
);

-- One reaction to one cue. Times are of the exercise, but for again and at.
CREATE TABLE reaction_turn (
  id       TEXT PRIMARY KEY,
  reaction TEXT NOT NULL,      -- its id in the plan
  party    TEXT NOT NULL,      -- who does it
  about    TEXT NOT NULL,      -- the cue: an inject, an object, an incident, a request, a proposal
  part     TEXT NOT NULL,      -- of it: which sending, offer or text
  sender   TEXT NOT NULL,      -- whom it comes from
  title    TEXT NOT NULL,
  cued     BIGINT NOT NULL,
  due      BIGINT NOT NULL,
  state    TEXT NOT NULL,      -- waiting, done, failed, skipped
  tries    BIGINT NOT NULL,
  again    BIGINT NOT NULL,    -- when it is tried again after a fault
  why      TEXT NOT NULL,
  phrase   BYTEA NOT NULL,
  at       BIGINT NOT NULL,    -- when it became so
  who      TEXT NOT NULL,      -- the person who made it so; empty where nobody did
  UNIQUE (reaction, about, part)
);
CREATE INDEX reaction_turn_due ON reaction_turn (state, due);
