-- A party as this node knows it: its card, signed by its node key. The node key
-- is pinned at the first card and never replaced by another card.
CREATE TABLE party_party (
  code      TEXT PRIMARY KEY,
  node      TEXT NOT NULL,
  trust     TEXT NOT NULL,
  via       TEXT NOT NULL,
  serial    BIGINT NOT NULL,
  card      BYTEA NOT NULL,
  known_at  BIGINT NOT NULL
);
