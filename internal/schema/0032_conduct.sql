-- The list that is played, as it was released, at the node that conducts.
CREATE TABLE conduct_run (
  one    BIGINT PRIMARY KEY, -- 1
  digest TEXT NOT NULL,
  at     BIGINT NOT NULL,
  script BYTEA NOT NULL      -- teams, objectives, storylines
);

-- The exercise's clock, the same at every node.
CREATE TABLE conduct_clock (
  n    BIGINT PRIMARY KEY,
  at   BIGINT NOT NULL,
  us   BIGINT NOT NULL,      -- exercise time then
  rate BIGINT NOT NULL,      -- thousandths of exercise time for each real time
  runs BOOLEAN NOT NULL,
  act  TEXT NOT NULL
);

-- Who plays, at every node.
CREATE TABLE conduct_team (
  id    TEXT PRIMARY KEY,
  party TEXT NOT NULL,
  name  TEXT NOT NULL
);

CREATE TABLE conduct_inject (
  id         TEXT PRIMARY KEY,
  number     TEXT NOT NULL,
  title      TEXT NOT NULL,
  channel    TEXT NOT NULL,
  storyline  TEXT NOT NULL,
  ord        BIGINT NOT NULL,  -- its own time, for the order of the list
  improvised BOOLEAN NOT NULL,
  body       BYTEA NOT NULL
);
CREATE INDEX conduct_inject_ord ON conduct_inject (ord, id);

-- Which injects wait for which.
CREATE TABLE conduct_wait (
  source TEXT NOT NULL,
  inject TEXT NOT NULL,
  PRIMARY KEY (source, inject)
);

-- One inject for one team. Times are of the exercise; -1 is none.
CREATE TABLE conduct_cell (
  inject   TEXT NOT NULL,
  team     TEXT NOT NULL,
  party    TEXT NOT NULL,
  state    TEXT NOT NULL,
  acts     BOOLEAN NOT NULL,  -- something in the system carries it out
  due      BIGINT NOT NULL,
  sends    BIGINT NOT NULL,
  sent     BIGINT NOT NULL,
  sent_at  BIGINT NOT NULL,   -- by the real clock
  seen     BIGINT NOT NULL,
  answered BIGINT NOT NULL,
  late     BIGINT NOT NULL,   -- from when an answer is late
  why      TEXT NOT NULL,
  phrase   BYTEA NOT NULL,
  PRIMARY KEY (inject, team)
);
CREATE INDEX conduct_cell_due ON conduct_cell (state, acts, due);
CREATE INDEX conduct_cell_team ON conduct_cell (team, state);

-- What happened to injects, as it was learned.
CREATE TABLE conduct_event (
  id        TEXT PRIMARY KEY,
  inject    TEXT NOT NULL,
  team      TEXT NOT NULL,    -- '' is all of them
  kind      TEXT NOT NULL,
  criterion TEXT NOT NULL,
  us        BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  who       TEXT NOT NULL,
  note      TEXT NOT NULL
);
CREATE INDEX conduct_event_inject ON conduct_event (inject, us);

-- What a team of this party has received.
CREATE TABLE conduct_item (
  inject    TEXT NOT NULL,
  team      TEXT NOT NULL,
  n         BIGINT NOT NULL,  -- which sending
  channel   TEXT NOT NULL,
  sender    TEXT NOT NULL,
  subject   TEXT NOT NULL,
  payload   BYTEA NOT NULL,
  sent_at   BIGINT NOT NULL,
  us        BIGINT NOT NULL,
  late      BIGINT NOT NULL,
  stored_at BIGINT NOT NULL,
  seen_at   BIGINT NOT NULL,
  seen_by   TEXT NOT NULL,
  answered  BIGINT NOT NULL,
  PRIMARY KEY (inject, team)
);
CREATE INDEX conduct_item_team ON conduct_item (team, us, inject);

-- What was written back and forth about an inject.
CREATE TABLE conduct_message (
  id     TEXT PRIMARY KEY,
  inject TEXT NOT NULL,
  team   TEXT NOT NULL,
  side   TEXT NOT NULL,
  name   TEXT NOT NULL,
  body   TEXT NOT NULL,
  at     BIGINT NOT NULL,
  us     BIGINT NOT NULL
);
CREATE INDEX conduct_message_inject ON conduct_message (inject, team, at);

-- NO PLAY: what is of the real world.
CREATE TABLE conduct_stop (
  id      TEXT PRIMARY KEY,
  party   TEXT NOT NULL,
  name    TEXT NOT NULL,
  body    TEXT NOT NULL,
  at      BIGINT NOT NULL,
  over_at BIGINT NOT NULL
);

-- What the director is still to be told that players did.
CREATE TABLE conduct_pending (
  seq  BIGINT PRIMARY KEY,
  body BYTEA NOT NULL
);

-- What players did, at the node that conducts.
CREATE TABLE conduct_observed (
  id       TEXT PRIMARY KEY,
  party    TEXT NOT NULL,
  team     TEXT NOT NULL,
  kind     TEXT NOT NULL,
  about    TEXT NOT NULL,
  audience TEXT NOT NULL,
  at       BIGINT NOT NULL,
  us       BIGINT NOT NULL,
  body     BYTEA NOT NULL
);
CREATE INDEX conduct_observed_kind ON conduct_observed (kind, team, us);
CREATE INDEX conduct_observed_us ON conduct_observed (us, id);
