-- The moment of the newest object, in microseconds: the next one gets a later
-- one, so that "added" numbers the objects and orders every page without ties.
CREATE TABLE intel_head (
  one  BIGINT PRIMARY KEY,
  last BIGINT NOT NULL
);
INSERT INTO intel_head (one, last) VALUES (1, 0);

-- A class: all objects for which policy gives one decision.
CREATE TABLE intel_class (
  id             BIGINT PRIMARY KEY,
  realm          TEXT NOT NULL,
  origin         TEXT NOT NULL,
  category       TEXT NOT NULL,
  tlp            TEXT NOT NULL,
  pap            TEXT NOT NULL,
  unknown        BOOLEAN NOT NULL,
  onward_allowed BOOLEAN NOT NULL,
  onward_to      TEXT NOT NULL,
  UNIQUE (realm, origin, category, tlp, pap, unknown, onward_allowed, onward_to)
);

-- One version of one object, as the exact canonical bytes that entered the
-- alliance. gone is when it was recalled or deleted: then body is empty.
CREATE TABLE intel_object (
  added   BIGINT PRIMARY KEY,
  class   BIGINT NOT NULL,
  lot     BIGINT NOT NULL,
  latest  BOOLEAN NOT NULL,
  revoked BOOLEAN NOT NULL,
  gone    BIGINT NOT NULL,
  realm   TEXT NOT NULL,
  id      TEXT NOT NULL,
  version TEXT NOT NULL,
  type    TEXT NOT NULL,
  digest  BYTEA NOT NULL,
  body    BYTEA NOT NULL
);
CREATE UNIQUE INDEX intel_object_version ON intel_object (id, version, realm);
CREATE INDEX intel_object_lot ON intel_object (lot, added);

-- A lot: what came in together, by one import or one release of another party.
CREATE TABLE intel_lot (
  id         BIGINT PRIMARY KEY,
  key        TEXT NOT NULL UNIQUE,
  realm      TEXT NOT NULL,
  at         BIGINT NOT NULL,
  person     TEXT NOT NULL,
  who        TEXT NOT NULL,
  name       TEXT NOT NULL,
  format     TEXT NOT NULL,
  mark       TEXT NOT NULL,
  state      TEXT NOT NULL,
  total      BIGINT NOT NULL,
  stored     BIGINT NOT NULL,
  duplicates BIGINT NOT NULL,
  refused    BIGINT NOT NULL,
  marked     BIGINT NOT NULL
);

-- Why something in a lot was not stored. Nothing is dropped without a line here.
CREATE TABLE intel_problem (
  lot    BIGINT NOT NULL,
  idx    BIGINT NOT NULL,
  id     TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (lot, idx)
);

-- Same id and version, other content: the first is kept, the other is on record.
CREATE TABLE intel_conflict (
  realm   TEXT NOT NULL,
  id      TEXT NOT NULL,
  version TEXT NOT NULL,
  offered BYTEA NOT NULL,
  lot     BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (realm, id, version, offered)
);
