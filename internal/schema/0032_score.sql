-- One criterion of an inject for one team, from when the inject was sent. Times are
-- of the exercise; -1 is none.
CREATE TABLE score_judgement (
  inject     TEXT NOT NULL,
  criterion  TEXT NOT NULL,
  team       TEXT NOT NULL,
  party      TEXT NOT NULL,
  strategy   TEXT NOT NULL,
  name       TEXT NOT NULL,
  category   TEXT NOT NULL,
  objectives TEXT NOT NULL,
  points     BIGINT NOT NULL,
  sent       BIGINT NOT NULL,
  until      BIGINT NOT NULL,
  probe      BIGINT NOT NULL,  -- when it is looked at next, for what is asked again and again
  state      TEXT NOT NULL,    -- by the rule or the grader
  got        BIGINT NOT NULL,
  decided    BIGINT NOT NULL,
  trace      BYTEA NOT NULL,
  o_state    TEXT NOT NULL,    -- set by hand; '' is not
  o_got      BIGINT NOT NULL,
  o_reason   TEXT NOT NULL,
  o_by       TEXT NOT NULL,
  o_at       BIGINT NOT NULL,
  PRIMARY KEY (inject, criterion, team)
);
CREATE INDEX score_judgement_until ON score_judgement (state, until);
CREATE INDEX score_judgement_probe ON score_judgement (state, probe);
CREATE INDEX score_judgement_team ON score_judgement (team, sent, inject, criterion);

-- Which judgements an act may decide.
CREATE TABLE score_wait (
  kind      TEXT NOT NULL,   -- of the act; '*' is any
  who       TEXT NOT NULL,   -- a team, 'party:CODE', or '*'
  inject    TEXT NOT NULL,
  criterion TEXT NOT NULL,
  team      TEXT NOT NULL,
  PRIMARY KEY (kind, who, inject, criterion, team)
);
CREATE INDEX score_wait_of ON score_wait (inject, criterion, team);

-- What all judgements come to, kept with each of them.
CREATE TABLE score_total (
  team       TEXT NOT NULL,
  dim        TEXT NOT NULL,  -- all, objective, category
  name       TEXT NOT NULL,
  gradable   BIGINT NOT NULL,
  graded     BIGINT NOT NULL,
  got        BIGINT NOT NULL,
  n_gradable BIGINT NOT NULL,
  n_graded   BIGINT NOT NULL,
  PRIMARY KEY (team, dim, name)
);

-- What graders wrote; the last one counts.
CREATE TABLE score_grade (
  id        TEXT PRIMARY KEY,
  inject    TEXT NOT NULL,
  criterion TEXT NOT NULL,
  team      TEXT NOT NULL,
  got       BIGINT NOT NULL,
  observed  TEXT NOT NULL,
  note      TEXT NOT NULL,
  us        BIGINT NOT NULL,
  who       TEXT NOT NULL,
  at        BIGINT NOT NULL
);
CREATE INDEX score_grade_of ON score_grade (inject, criterion, team, at);

-- What was found when something was asked again and again.
CREATE TABLE score_check (
  inject    TEXT NOT NULL,
  criterion TEXT NOT NULL,
  team      TEXT NOT NULL,
  us        BIGINT NOT NULL,
  up        BOOLEAN NOT NULL,
  why       TEXT NOT NULL,
  PRIMARY KEY (inject, criterion, team, us)
);

-- The board as players see it.
CREATE TABLE score_board (
  one   BIGINT PRIMARY KEY, -- 1
  mode  TEXT NOT NULL,      -- live, frozen, hidden
  n     BIGINT NOT NULL,    -- which publishing
  stale BOOLEAN NOT NULL,   -- something was judged since
  at    BIGINT NOT NULL,
  body  BYTEA NOT NULL
);
INSERT INTO score_board (one, mode, n, stale, at, body) VALUES (1, 'live', 0, FALSE, 0, '');
