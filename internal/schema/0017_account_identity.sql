-- Who a user is at the node's OpenID provider: the pair of issuer and subject,
-- which is never given to another person (OpenID Connect Core 1.0, section 5.7).
CREATE TABLE account_identity (
  issuer  TEXT NOT NULL,
  subject TEXT NOT NULL,
  owner   TEXT NOT NULL UNIQUE,
  name    TEXT NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
