-- A local user, person or machine (role consumer). name has one canonical form.
CREATE TABLE account_user (
  id       TEXT PRIMARY KEY,
  name     TEXT NOT NULL UNIQUE,
  display  TEXT NOT NULL,
  roles    TEXT NOT NULL,
  ceiling  TEXT NOT NULL,
  password TEXT NOT NULL,
  disabled BOOLEAN NOT NULL,
  created  BIGINT NOT NULL
);

-- A signed-in browser. Only the SHA-256 of its secret is here.
CREATE TABLE account_session (
  hash    BYTEA PRIMARY KEY,
  owner   TEXT NOT NULL,
  created BIGINT NOT NULL,
  seen    BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX account_session_owner ON account_session (owner);
CREATE INDEX account_session_expires ON account_session (expires);

-- A token of a program. Only the SHA-256 of its secret is here.
CREATE TABLE account_token (
  id      TEXT PRIMARY KEY,
  hash    BYTEA NOT NULL UNIQUE,
  owner   TEXT NOT NULL,
  label   TEXT NOT NULL,
  kind    TEXT NOT NULL,
  acts    TEXT NOT NULL,
  ceiling TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  used    BIGINT NOT NULL,
  revoked BIGINT NOT NULL
);
CREATE INDEX account_token_owner ON account_token (owner);

-- A one-time link that lets its bearer set a password. Only the SHA-256 of its
-- secret is here. owner is empty for the first administrator.
CREATE TABLE account_link (
  hash    BYTEA PRIMARY KEY,
  purpose TEXT NOT NULL,
  owner   TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  used    BIGINT NOT NULL
);
CREATE INDEX account_link_expires ON account_link (expires);

-- How often sign-in has failed, by canonical name and by remote address.
CREATE TABLE account_throttle (
  source   TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  until    BIGINT NOT NULL,
  last     BIGINT NOT NULL
);
CREATE INDEX account_throttle_last ON account_throttle (last);
