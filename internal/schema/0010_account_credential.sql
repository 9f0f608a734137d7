-- From where a session was opened, and when its person last proved to be it.
ALTER TABLE account_session ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE account_session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE account_session ADD COLUMN proved BIGINT NOT NULL DEFAULT 0;

-- A passkey (WebAuthn credential): public key, counter and flags as JSON.
CREATE TABLE account_passkey (
  id         TEXT PRIMARY KEY,
  owner      TEXT NOT NULL,
  label      TEXT NOT NULL,
  credential BYTEA NOT NULL,
  created    BIGINT NOT NULL,
  used       BIGINT NOT NULL
);
CREATE INDEX account_passkey_owner ON account_passkey (owner);

-- A second factor to the password (RFC 6238). step is the last time step whose
-- code was taken; confirmed is 0 until the first code was right.
CREATE TABLE account_totp (
  owner     TEXT PRIMARY KEY,
  secret    TEXT NOT NULL,
  step      BIGINT NOT NULL,
  confirmed BIGINT NOT NULL
);

-- One-time codes for whoever lost the second factor, as SHA-256.
CREATE TABLE account_recovery (
  owner TEXT NOT NULL,
  hash  BYTEA NOT NULL,
  PRIMARY KEY (owner, hash)
);

-- Something begun that is finished once, or not at all: a passkey's challenge.
-- Only the SHA-256 of its ticket is here.
CREATE TABLE account_ceremony (
  hash    BYTEA PRIMARY KEY,
  purpose TEXT NOT NULL,
  owner   TEXT NOT NULL,
  data    BYTEA NOT NULL,
  expires BIGINT NOT NULL
);
