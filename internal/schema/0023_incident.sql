-- Incidents that this node knows: its own, and those that others have shared with it.
CREATE TABLE incident_incident (
  id        TEXT PRIMARY KEY, -- also of its matter
  realm     TEXT NOT NULL,
  owner     TEXT NOT NULL,
  seed      TEXT NOT NULL,   -- gives the id; empty where another is the owner
  opened_at BIGINT NOT NULL,
  shared_at BIGINT NOT NULL  -- 0 while it is ours alone
);
CREATE INDEX incident_incident_realm ON incident_incident (realm, id);

-- What our people wrote that nobody else has. What was stated to others stands
-- with its matter; such an entry keeps its row and bears the number of the statement.
CREATE TABLE incident_entry (
  incident TEXT NOT NULL REFERENCES incident_incident (id),
  id       TEXT NOT NULL,
  act      TEXT NOT NULL,
  tlp      TEXT NOT NULL,
  by_name  TEXT NOT NULL,
  at       BIGINT NOT NULL,
  body     BYTEA NOT NULL,
  shared   BIGINT NOT NULL, -- 0 while it is ours alone
  PRIMARY KEY (incident, id)
);

-- The true names of entities that entries name by an alias. They never leave.
CREATE TABLE incident_name (
  incident TEXT NOT NULL REFERENCES incident_incident (id),
  alias    TEXT NOT NULL,
  name     TEXT NOT NULL,
  PRIMARY KEY (incident, alias)
);

-- The clocks that this node has already told its people about.
CREATE TABLE incident_reminder (
  incident TEXT NOT NULL,
  step     TEXT NOT NULL,
  stage    TEXT NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (incident, step, stage)
);
