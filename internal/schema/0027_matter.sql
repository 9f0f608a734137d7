-- Where a matter stands, as its domain says of its statements: renewed with each,
-- so that whoever looks for what is open folds nothing else.
CREATE TABLE matter_standing (
  matter  TEXT PRIMARY KEY,
  realm   TEXT NOT NULL,
  kind    TEXT NOT NULL,
  owner   TEXT NOT NULL,
  settled BOOLEAN NOT NULL -- nothing is left to be done about it
);
CREATE INDEX matter_standing_kind ON matter_standing (realm, kind, settled);
CREATE INDEX matter_standing_owner ON matter_standing (realm, owner, settled);
