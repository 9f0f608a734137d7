-- A draft: what one person put forward for release, as the exact versions
-- chosen. state is waiting, released, declined or withdrawn; closed_* say who
-- ended the waiting; release is what became of it.
CREATE TABLE release_draft (
  id            TEXT PRIMARY KEY,
  realm         TEXT NOT NULL,
  at            BIGINT NOT NULL,
  person        TEXT NOT NULL,
  name          TEXT NOT NULL,
  note          TEXT NOT NULL,
  objects       BIGINT NOT NULL,
  ask           BYTEA NOT NULL,
  state         TEXT NOT NULL,
  closed_at     BIGINT NOT NULL,
  closed_person TEXT NOT NULL,
  closed_name   TEXT NOT NULL,
  reason        TEXT NOT NULL,
  release       TEXT NOT NULL
);
CREATE INDEX release_draft_state ON release_draft (realm, state, at);
