-- What a first person of ours has prepared to say to a text, for a second one.
CREATE TABLE crisis_draft (
  matter   TEXT NOT NULL,
  rev      BIGINT NOT NULL,
  realm    TEXT NOT NULL,
  stand    TEXT NOT NULL,
  words    TEXT NOT NULL,
  amendment TEXT NOT NULL, -- JSON, by language
  person   TEXT NOT NULL,
  name     TEXT NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (matter, rev)
);

-- The effects that this node has carried out, once each.
CREATE TABLE crisis_effect (
  matter TEXT NOT NULL,
  rev    BIGINT NOT NULL,
  n      BIGINT NOT NULL, -- which of the text's effects, from 0
  realm  TEXT NOT NULL,
  at     BIGINT NOT NULL,
  PRIMARY KEY (matter, rev, n)
);

-- The outcomes that this node knows beyond doubt: they do not change any more.
CREATE TABLE crisis_final (
  matter  TEXT NOT NULL,
  rev     BIGINT NOT NULL,
  realm   TEXT NOT NULL,
  closing TEXT NOT NULL, -- digest
  outcome TEXT NOT NULL,
  at      BIGINT NOT NULL, -- when it came to be known here
  PRIMARY KEY (matter, rev)
);

-- The alert levels that decisions have set, by whom they are for.
CREATE TABLE crisis_alert (
  realm  TEXT NOT NULL,
  party  TEXT NOT NULL, -- empty for all parties of the agreement
  matter TEXT NOT NULL,
  rev    BIGINT NOT NULL,
  n      BIGINT NOT NULL,
  level  TEXT NOT NULL,
  since  BIGINT NOT NULL,
  until  BIGINT NOT NULL, -- zero for until it is changed
  PRIMARY KEY (matter, rev, n)
);

-- The reminders that this node has given to its own people, once each.
CREATE TABLE crisis_reminder (
  matter  TEXT NOT NULL,
  rev     BIGINT NOT NULL,
  stage   TEXT NOT NULL,
  expires BIGINT NOT NULL, -- a later expiry begins the ladder anew
  realm   TEXT NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (matter, rev, stage, expires)
);
