-- Requests for assistance that the decision of a body has made a mission.
CREATE TABLE assist_mission (
  request  TEXT NOT NULL,
  realm    TEXT NOT NULL,
  proposal TEXT NOT NULL,
  rev      BIGINT NOT NULL,
  title    TEXT NOT NULL,
  body     TEXT NOT NULL, -- name of the body
  at       BIGINT NOT NULL,
  until    BIGINT NOT NULL, -- zero for until the request is over
  PRIMARY KEY (request, proposal, rev)
);
