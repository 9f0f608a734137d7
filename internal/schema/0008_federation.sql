-- A peer: another party's node with which this node has a pair of logs.
CREATE TABLE federation_peer (
  party     TEXT PRIMARY KEY,
  address   TEXT NOT NULL,
  joined_at BIGINT NOT NULL
);

-- A one-time invitation, kept as the digest of its secret.
CREATE TABLE federation_invitation (
  digest  BYTEA PRIMARY KEY,
  made_at BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  person  TEXT NOT NULL,
  used_by TEXT NOT NULL
);

-- How far our receipts have reached the sender of a log.
CREATE TABLE federation_tail (
  party TEXT NOT NULL,
  realm TEXT NOT NULL,
  told  BIGINT NOT NULL,
  PRIMARY KEY (party, realm)
);
