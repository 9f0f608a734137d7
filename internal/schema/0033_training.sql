-- Courses as their canonical bytes, by digest: those that people put in, and those
-- of the binary from the first enrolment on, so that whoever has begun one ends it.
CREATE TABLE training_course (
  realm     TEXT NOT NULL,
  digest    TEXT NOT NULL, -- SHA-256 of body, hex
  course    TEXT NOT NULL, -- its own id
  version   BIGINT NOT NULL,
  shipped   BOOLEAN NOT NULL,
  body      BYTEA NOT NULL,
  at        BIGINT NOT NULL,
  by_name   TEXT NOT NULL,
  withdrawn BIGINT NOT NULL,
  PRIMARY KEY (realm, digest)
);
CREATE INDEX training_course_id ON training_course (realm, course, version);

-- One following of a course by one person.
CREATE TABLE training_enrolment (
  id      TEXT PRIMARY KEY,
  realm   TEXT NOT NULL,
  person  TEXT NOT NULL, -- account id
  name    TEXT NOT NULL,
  course  TEXT NOT NULL,
  digest  TEXT NOT NULL,
  state   TEXT NOT NULL, -- learning, passed, left
  task    BOOLEAN NOT NULL, -- its open lesson waits for acts in the journal
  at      BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  body    BYTEA NOT NULL -- what has been done in it, JSON
);
CREATE INDEX training_enrolment_person ON training_enrolment (realm, person, course);

CREATE TABLE training_certificate (
  id      TEXT PRIMARY KEY,
  realm   TEXT NOT NULL,
  person  TEXT NOT NULL,
  course  TEXT NOT NULL,
  issued  BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  body    BYTEA NOT NULL, -- the signed file
  expert  TEXT NOT NULL   -- the profile that notes it; '' for none
);
CREATE INDEX training_certificate_person ON training_certificate (realm, person);

-- Whose profile of the pool an account's certificates are noted in.
CREATE TABLE training_profile (
  realm  TEXT NOT NULL,
  person TEXT NOT NULL,
  expert TEXT NOT NULL,
  PRIMARY KEY (realm, person)
);
