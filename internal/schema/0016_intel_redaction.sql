-- Which own object is a redacted copy of which. It is known to this node alone.
CREATE TABLE intel_redaction (
  realm    TEXT NOT NULL,
  copy     TEXT NOT NULL,
  original TEXT NOT NULL,
  person   TEXT NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (realm, copy)
);
CREATE INDEX intel_redaction_original ON intel_redaction (realm, original);
