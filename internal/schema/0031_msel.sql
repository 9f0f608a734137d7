-- The plan of the exercise whose realm the database holds: one row at most.
CREATE TABLE msel_plan (
  one        BIGINT PRIMARY KEY, -- always 1
  version    BIGINT NOT NULL,    -- of the body
  list       BIGINT NOT NULL,    -- grows with each change of the list
  body       BYTEA NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);

-- The list. What stands beside the body is what the list is ordered and filtered by.
CREATE TABLE msel_inject (
  id         TEXT PRIMARY KEY,
  number     TEXT NOT NULL,    -- unique; no constraint, so that rows can exchange theirs
  place      TEXT NOT NULL,    -- the number as it is sorted
  at         BIGINT NOT NULL,  -- seconds since STARTEX; those without a time come last
  storyline  TEXT NOT NULL,
  phase      TEXT NOT NULL,
  type       TEXT NOT NULL,
  channel    TEXT NOT NULL,
  status     TEXT NOT NULL,
  controller TEXT NOT NULL,
  digest     TEXT NOT NULL,    -- SHA-256 of the body, hex
  version    BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  body       BYTEA NOT NULL    -- canonical JSON
);
CREATE INDEX msel_inject_at ON msel_inject (at, place, id);
CREATE INDEX msel_inject_number ON msel_inject (number);
CREATE INDEX msel_inject_place ON msel_inject (place, id);
CREATE INDEX msel_inject_storyline ON msel_inject (storyline, at, place, id);
CREATE INDEX msel_inject_phase ON msel_inject (phase, at, place, id);
CREATE INDEX msel_inject_controller ON msel_inject (controller, at, place, id);

-- Apart from the list, so that looking through all texts reads nothing else.
CREATE TABLE msel_words (
  inject TEXT PRIMARY KEY REFERENCES msel_inject(id),
  words  TEXT NOT NULL -- the texts of a row in small letters
);

CREATE TABLE msel_link (
  kind   TEXT NOT NULL, -- team, objective; team * is every team
  value  TEXT NOT NULL,
  inject TEXT NOT NULL REFERENCES msel_inject(id),
  PRIMARY KEY (kind, value, inject)
);
CREATE INDEX msel_link_inject ON msel_link (inject);

-- What the last deletion took away, until the next one or until it is undone.
CREATE TABLE msel_deleted (
  id      TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  body    BYTEA NOT NULL
);

CREATE TABLE msel_template (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  body       BYTEA NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);

-- Lists that were put forward, each whole, and what became of them.
CREATE TABLE msel_release (
  id       TEXT PRIMARY KEY,
  number   BIGINT NOT NULL,  -- 0 until it is released
  state    TEXT NOT NULL,    -- forward, released, withdrawn
  digest   TEXT NOT NULL,    -- SHA-256 of the canonical JSON of plan and injects, hex
  injects  BIGINT NOT NULL,
  plan     BYTEA NOT NULL,
  put_at   BIGINT NOT NULL,
  put_by   TEXT NOT NULL,
  putter   TEXT NOT NULL,    -- the person's id
  ended_at BIGINT NOT NULL,  -- when it was released or withdrawn
  ended_by TEXT NOT NULL,
  reason   TEXT NOT NULL
);

CREATE TABLE msel_release_row (
  release TEXT NOT NULL REFERENCES msel_release(id),
  n       BIGINT NOT NULL,
  inject  TEXT NOT NULL,
  digest  TEXT NOT NULL,
  body    BYTEA NOT NULL,
  PRIMARY KEY (release, n)
);
CREATE INDEX msel_release_row_inject ON msel_release_row (release, inject);
