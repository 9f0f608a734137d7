-- How far a party has come with what was given to it about one thing.
CREATE INDEX ledger_entry_about ON ledger_entry (log, about, idx);
