-- What an object can be found by: the values that it states or looks for. (On
-- SQLite the key is the table: these are as many rows as there are objects.)
CREATE TABLE intel_observable (
  value TEXT NOT NULL,
  kind  TEXT NOT NULL,
  added BIGINT NOT NULL,
  PRIMARY KEY (value, kind, added)
);

-- Who points at an object: ends of relationships, sightings and reports.
CREATE TABLE intel_reference (
  target TEXT NOT NULL,
  added  BIGINT NOT NULL,
  PRIMARY KEY (target, added)
);
