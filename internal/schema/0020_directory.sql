-- The entry of each party: the newest that its node has signed.
CREATE TABLE directory_entry (
  party    TEXT PRIMARY KEY,
  serial   BIGINT NOT NULL,
  via      TEXT NOT NULL, -- who brought it; the party itself, or who handed it on
  known_at BIGINT NOT NULL,
  body     BYTEA NOT NULL -- the signed document, as it travels
);

-- What a party's node has signed under the serial of another entry, too.
CREATE TABLE directory_conflict (
  party    TEXT NOT NULL,
  digest   TEXT NOT NULL, -- SHA-256 of the document, hex
  serial   BIGINT NOT NULL,
  via      TEXT NOT NULL,
  known_at BIGINT NOT NULL,
  body     BYTEA NOT NULL,
  PRIMARY KEY (party, digest)
);

-- A change of our own entry that waits for a second person.
CREATE TABLE directory_proposal (
  one    BIGINT PRIMARY KEY CHECK (one = 1),
  id     TEXT NOT NULL,
  serial BIGINT NOT NULL, -- of the entry that it was made from
  person TEXT NOT NULL,
  name   TEXT NOT NULL,
  at     BIGINT NOT NULL,
  body   BYTEA NOT NULL
);

-- A drill tries the contacts of one party.
CREATE TABLE directory_drill (
  id        TEXT PRIMARY KEY,
  party     TEXT NOT NULL,
  agreement TEXT NOT NULL, -- whose provision it answers; empty for none
  person    TEXT NOT NULL,
  name      TEXT NOT NULL,
  at        BIGINT NOT NULL,
  due       BIGINT NOT NULL,
  told_at   BIGINT NOT NULL, -- 0 until the party was told of its result
  met_at    BIGINT NOT NULL  -- 0 until the duty was stated to be met by it
);

CREATE INDEX directory_drill_party ON directory_drill (party, at);

-- A question to one channel of one contact. Where it stands follows from its
-- moments: no state is kept.
CREATE TABLE directory_probe (
  id       TEXT PRIMARY KEY,
  drill    TEXT NOT NULL REFERENCES directory_drill (id),
  position BIGINT NOT NULL,
  contact  TEXT NOT NULL,
  purpose  TEXT NOT NULL,
  medium   TEXT NOT NULL,
  address  TEXT NOT NULL,
  sent_at  BIGINT NOT NULL, -- 0 until it was sent by the node
  failed   TEXT NOT NULL,   -- why the node could not send it
  answered BIGINT NOT NULL, -- 0 until it was
  how      TEXT NOT NULL,   -- "link", "code", "recorded"
  note     TEXT NOT NULL
);

CREATE INDEX directory_probe_drill ON directory_probe (drill, position);

-- What another party told us of how our own contacts answered it.
CREATE TABLE directory_told (
  party TEXT PRIMARY KEY, -- who tried us
  at    BIGINT NOT NULL,
  body  BYTEA NOT NULL
);
