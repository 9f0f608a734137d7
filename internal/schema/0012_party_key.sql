-- When this node came to know a key, and that it was retired (0 while it is in
-- use). office is '' for the node key. What a party says of its own keys stands
-- in its card; this is what the card cannot tell.
CREATE TABLE party_key (
  party            TEXT NOT NULL,
  office           TEXT NOT NULL,
  key              TEXT NOT NULL,
  known_at         BIGINT NOT NULL,
  retired_known_at BIGINT NOT NULL,
  PRIMARY KEY (party, office, key)
);
CREATE INDEX party_key_key ON party_key (key);
