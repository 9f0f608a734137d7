-- The panels that a person has put on the dashboard, in each realm. version
-- counts the savings, so that two browsers cannot undo each other unseen.
CREATE TABLE report_dashboard (
  owner   TEXT NOT NULL,
  realm   TEXT NOT NULL,
  version BIGINT NOT NULL,
  saved   BIGINT NOT NULL,
  panels  BYTEA NOT NULL,
  PRIMARY KEY (owner, realm)
);
