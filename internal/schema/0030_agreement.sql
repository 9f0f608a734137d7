-- Ceilings that decisions of bodies have set for a period, between the parties of the
-- body, whatever its agreements say.
CREATE TABLE agreement_measure (
  realm    TEXT NOT NULL,
  proposal TEXT NOT NULL,
  rev      BIGINT NOT NULL,
  n        BIGINT NOT NULL,
  since    BIGINT NOT NULL, -- by this node's clock: from when it decides by it
  until    BIGINT NOT NULL,
  body     BYTEA NOT NULL,  -- JSON of the measure
  PRIMARY KEY (realm, proposal, rev, n)
);
