-- A release: one act that let objects out ("out"), let another party's objects
-- further ("onward"), or was received ("in").
CREATE TABLE release_release (
  id        TEXT PRIMARY KEY,
  realm     TEXT NOT NULL,
  at        BIGINT NOT NULL,
  direction TEXT NOT NULL,
  peer      TEXT NOT NULL,
  person    TEXT NOT NULL,
  name      TEXT NOT NULL,
  objects   BIGINT NOT NULL
);
CREATE INDEX release_release_at ON release_release (realm, at);

-- A part: the objects of one class within one release of their origin, under
-- one condition for onward release, as the origin signed it.
CREATE TABLE release_part (
  id        TEXT PRIMARY KEY,
  realm     TEXT NOT NULL,
  origin    TEXT NOT NULL,
  release   TEXT NOT NULL,
  objects   BIGINT NOT NULL,
  statement BYTEA NOT NULL,
  signature BYTEA NOT NULL,
  seed      BYTEA NOT NULL,
  card      BYTEA NOT NULL
);
CREATE INDEX release_part_release ON release_part (release, origin);

-- Which object stands where in a part. added is its row in intel, 0 when this
-- node refused it; proof is kept where only some objects of the part are here.
CREATE TABLE release_item (
  part   TEXT NOT NULL,
  idx    BIGINT NOT NULL,
  added  BIGINT NOT NULL,
  digest BYTEA NOT NULL,
  proof  BYTEA NOT NULL,
  PRIMARY KEY (part, idx)
);
CREATE INDEX release_item_added ON release_item (added);

-- What one party was to get of a release, and why: the decisions as they were made.
CREATE TABLE release_delivery (
  release   TEXT NOT NULL,
  party     TEXT NOT NULL,
  statement TEXT NOT NULL,
  released  BIGINT NOT NULL,
  refused   BIGINT NOT NULL,
  decisions BYTEA NOT NULL,
  PRIMARY KEY (release, party)
);
CREATE INDEX release_delivery_statement ON release_delivery (statement);

-- Which parts went to (or came from) whom, and with which release.
CREATE TABLE release_parcel (
  release TEXT NOT NULL,
  party   TEXT NOT NULL,
  part    TEXT NOT NULL,
  items   BYTEA NOT NULL,
  PRIMARY KEY (release, party, part)
);
CREATE INDEX release_parcel_part ON release_parcel (part);

-- An originator's order to give objects back, as signed.
CREATE TABLE release_recall (
  id        TEXT PRIMARY KEY,
  realm     TEXT NOT NULL,
  origin    TEXT NOT NULL,
  release   TEXT NOT NULL,
  at        BIGINT NOT NULL,
  reason    TEXT NOT NULL,
  statement BYTEA NOT NULL,
  signature BYTEA NOT NULL
);
CREATE INDEX release_recall_release ON release_recall (release);

-- How far a recall has come with each party. ack is what that party signed.
CREATE TABLE release_compliance (
  recall    TEXT NOT NULL,
  party     TEXT NOT NULL,
  via       TEXT NOT NULL,
  state     TEXT NOT NULL,
  at        BIGINT NOT NULL,
  reason    TEXT NOT NULL,
  ack       BYTEA NOT NULL,
  signature BYTEA NOT NULL,
  PRIMARY KEY (recall, party)
);
