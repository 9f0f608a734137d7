-- Generations of templates that this node has the text of, by digest, beside
-- those that come with the program.
CREATE TABLE template_generation (
  digest TEXT PRIMARY KEY,
  body   BYTEA NOT NULL
);

-- What a body of members decides on: one generation, frozen.
CREATE TABLE template_deed (
  id         TEXT PRIMARY KEY,
  realm      TEXT NOT NULL,
  created    BIGINT NOT NULL,
  generation TEXT NOT NULL,
  body       BYTEA NOT NULL
);

-- What an office of a member has signed about a deed.
CREATE TABLE template_statement (
  deed      TEXT NOT NULL,
  digest    TEXT NOT NULL,
  body      BYTEA NOT NULL,
  signature BYTEA NOT NULL,
  PRIMARY KEY (deed, digest)
);

-- Generations that people of this node work on.
CREATE TABLE template_draft (
  id      TEXT PRIMARY KEY,
  realm   TEXT NOT NULL,
  updated BIGINT NOT NULL,
  body    BYTEA NOT NULL
);
