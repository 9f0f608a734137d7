-- Versions of playbooks, as the bytes that came.
CREATE TABLE playbook_version (
  id          TEXT PRIMARY KEY,
  realm       TEXT NOT NULL,
  playbook    TEXT NOT NULL,   -- its own id, playbook--UUID
  modified    BIGINT NOT NULL,
  digest      TEXT NOT NULL,   -- SHA-256 of the body, hex
  name        TEXT NOT NULL,
  description TEXT NOT NULL,
  tlp         TEXT NOT NULL,   -- '' when it bears none
  unknown     BOOLEAN NOT NULL, -- it bears a marking that cannot be told
  steps       BIGINT NOT NULL,
  body        BYTEA NOT NULL,
  imported_at BIGINT NOT NULL,
  imported_by TEXT NOT NULL,
  revoked_at  BIGINT NOT NULL, -- 0: it stands
  revoked_by  TEXT NOT NULL,
  revoked_why TEXT NOT NULL,
  UNIQUE (realm, playbook, modified)
);

-- Runs of a version. What stands here beside the acts is what lists need; it follows from them.
CREATE TABLE playbook_run (
  id         TEXT PRIMARY KEY,
  realm      TEXT NOT NULL,
  version    TEXT NOT NULL REFERENCES playbook_version(id),
  title      TEXT NOT NULL,
  incident   TEXT NOT NULL,   -- '' when it is about none
  phase      TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  started_by TEXT NOT NULL,
  ended_at   BIGINT NOT NULL, -- 0: it runs
  open       BIGINT NOT NULL, -- steps that wait for somebody
  due        BIGINT NOT NULL, -- the earliest end of an open step's time; 0: none
  acts       BIGINT NOT NULL
);
CREATE INDEX playbook_run_incident ON playbook_run (incident, id);
CREATE INDEX playbook_run_version ON playbook_run (version, id);

CREATE TABLE playbook_act (
  run  TEXT NOT NULL REFERENCES playbook_run(id),
  n    BIGINT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (run, n)
);
