-- Requests while nobody outside has heard of them. state is draft, authorised,
-- returned or lodged; author began it, editor changed it last, judge authorised
-- it or gave it back; matter is what it became.
CREATE TABLE assist_draft (
  id          TEXT PRIMARY KEY,
  realm       TEXT NOT NULL,
  version     BIGINT NOT NULL,
  state       TEXT NOT NULL,
  request     BYTEA NOT NULL,
  author      TEXT NOT NULL,
  author_name TEXT NOT NULL,
  at          BIGINT NOT NULL,
  editor      TEXT NOT NULL,
  editor_name TEXT NOT NULL,
  changed_at  BIGINT NOT NULL,
  judge       TEXT NOT NULL,
  judge_name  TEXT NOT NULL,
  judged_at   BIGINT NOT NULL,
  reason      TEXT NOT NULL,
  matter      TEXT NOT NULL
);
CREATE INDEX assist_draft_realm ON assist_draft (realm, changed_at);

-- Who stands behind the pseudonyms of our own offers.
CREATE TABLE assist_pledge (
  matter TEXT NOT NULL,
  offer  TEXT NOT NULL,
  line   TEXT NOT NULL,
  expert TEXT NOT NULL,
  realm  TEXT NOT NULL,
  PRIMARY KEY (matter, offer, line, expert)
);
CREATE INDEX assist_pledge_expert ON assist_pledge (realm, expert);

-- What people have fixed and barred for the matching of one request at this node.
CREATE TABLE assist_plan (
  matter     TEXT PRIMARY KEY,
  realm      TEXT NOT NULL,
  version    BIGINT NOT NULL,
  plan       BYTEA NOT NULL,
  name       TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);
