-- What crossed or was stopped, by ground: one line for each reason of each
-- decision of a release and party, summed over classes of the same origin and
-- TLP. grade 0 is the first reason, which alone counts the objects once. party
-- is the other side: the recipient, or for direction "in" the sender.
CREATE TABLE release_flow (
  release    TEXT NOT NULL,
  party      TEXT NOT NULL,
  line       BIGINT NOT NULL,
  realm      TEXT NOT NULL,
  at         BIGINT NOT NULL,
  direction  TEXT NOT NULL,
  origin     TEXT NOT NULL,
  tlp        TEXT NOT NULL,
  permit     BOOLEAN NOT NULL,
  grade      BIGINT NOT NULL,
  code       TEXT NOT NULL,
  agreement  TEXT NOT NULL,
  title      TEXT NOT NULL,
  generation BIGINT NOT NULL,
  provision  TEXT NOT NULL,
  objects    BIGINT NOT NULL,
  PRIMARY KEY (release, party, line)
);
CREATE INDEX release_flow_at ON release_flow (realm, at);
