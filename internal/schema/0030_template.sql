-- The decision of a body by which a deed is published.
CREATE TABLE template_decision (
  deed     TEXT PRIMARY KEY,
  proposal TEXT NOT NULL,
  rev      BIGINT NOT NULL,
  body     TEXT NOT NULL, -- name of the body
  at       BIGINT NOT NULL -- of the closing, by the hub's clock
);
