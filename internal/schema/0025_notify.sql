-- How each person is reached. What the person has never set is not here.
CREATE TABLE notify_person (
  person   TEXT PRIMARY KEY,
  body     BYTEA NOT NULL, -- settings and rules, canonical JSON
  secret   TEXT NOT NULL,  -- of the person's webhook, sealed; empty without one
  changed  BIGINT NOT NULL
);

-- What is to be told to one person by one channel. id is the same for the same
-- cause, so that nothing is written twice. next_at is when the next attempt is
-- due; 0 when there is none. Of several processes one holds the lease.
CREATE TABLE notify_delivery (
  id          TEXT PRIMARY KEY,
  realm       TEXT NOT NULL,
  form        TEXT NOT NULL, -- notice, digest, alarm, test, text
  person      TEXT NOT NULL, -- account id; empty for an address outside the accounts
  address     TEXT NOT NULL, -- outside the accounts alone
  channel     TEXT NOT NULL, -- mail, webhook
  alarm       TEXT NOT NULL,
  body        TEXT NOT NULL, -- of form text alone
  created     BIGINT NOT NULL,
  next_at     BIGINT NOT NULL,
  holder      TEXT NOT NULL,
  lease_until BIGINT NOT NULL,
  tried       BIGINT NOT NULL, -- when the first attempt was made
  tries       BIGINT NOT NULL,
  state       TEXT NOT NULL, -- waiting, sent, failed, dropped
  reason      BYTEA NOT NULL, -- why the last attempt failed, as a phrase
  settled     BIGINT NOT NULL
);
CREATE INDEX notify_delivery_due ON notify_delivery (next_at) WHERE next_at > 0;
CREATE INDEX notify_delivery_created ON notify_delivery (created);

-- The acts that a delivery tells of.
CREATE TABLE notify_notice (
  delivery TEXT NOT NULL,
  seq      BIGINT NOT NULL, -- of the journal
  kind     TEXT NOT NULL,
  about    TEXT NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (delivery, seq)
);
CREATE INDEX notify_notice_seq ON notify_notice (seq);

-- Rotations, schedules, ladders and triggers: what an administrator arranges.
CREATE TABLE notify_plan (
  id      TEXT PRIMARY KEY,
  kind    TEXT NOT NULL, -- rotation, schedule, ladder, trigger
  name    TEXT NOT NULL,
  body    BYTEA NOT NULL, -- canonical JSON
  changed BIGINT NOT NULL
);

-- Who takes whose place for a time, and what takes the place of a whole plan.
CREATE TABLE notify_override (
  id     TEXT PRIMARY KEY,
  plan   TEXT NOT NULL,
  body   BYTEA NOT NULL, -- canonical JSON
  ends   BIGINT NOT NULL
);

-- An alarm and how far it has climbed. next_at is when it climbs further; 0
-- when it does not. dedup is held by open alarms alone.
CREATE TABLE notify_alarm (
  id        TEXT PRIMARY KEY,
  realm     TEXT NOT NULL,
  title     TEXT NOT NULL,
  text      TEXT NOT NULL,
  about     TEXT NOT NULL,
  link      TEXT NOT NULL,
  dedup     TEXT NOT NULL,
  steps     BYTEA NOT NULL, -- the ladder as it was when the alarm was raised
  state     TEXT NOT NULL, -- open, acknowledged, closed
  rung      BIGINT NOT NULL, -- steps taken, over all rounds
  raised    BIGINT NOT NULL,
  raised_by TEXT NOT NULL,
  told      BIGINT NOT NULL, -- when the last step was taken
  next_at   BIGINT NOT NULL,
  acked     BIGINT NOT NULL,
  acked_by  TEXT NOT NULL,
  closed    BIGINT NOT NULL,
  closed_by TEXT NOT NULL,
  reason    TEXT NOT NULL
);
CREATE INDEX notify_alarm_due ON notify_alarm (next_at) WHERE next_at > 0;
CREATE INDEX notify_alarm_raised ON notify_alarm (realm, raised);
CREATE UNIQUE INDEX notify_alarm_dedup ON notify_alarm (realm, dedup) WHERE state <> 'closed';

-- Whom a step of an alarm told, and when that person acknowledged.
CREATE TABLE notify_told (
  alarm  TEXT NOT NULL,
  rung   BIGINT NOT NULL,
  person TEXT NOT NULL,
  at     BIGINT NOT NULL,
  acked  BIGINT NOT NULL,
  PRIMARY KEY (alarm, rung, person)
);
