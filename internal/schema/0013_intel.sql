-- How many rows of a class and type came in on a day (UTC days since 1970), and
-- how many of those are still here as an object's newest version. Kept with
-- every change of intel_object, so that figures need not read the objects.
CREATE TABLE intel_tally (
  class BIGINT NOT NULL,
  type  TEXT NOT NULL,
  day   BIGINT NOT NULL,
  came  BIGINT NOT NULL,
  here  BIGINT NOT NULL,
  PRIMARY KEY (class, type, day)
);

-- How many indicators that are here say that they are valid until a day.
CREATE TABLE intel_expiry (
  class BIGINT NOT NULL,
  day   BIGINT NOT NULL,
  here  BIGINT NOT NULL,
  PRIMARY KEY (class, day)
);
