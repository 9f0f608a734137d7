-- A text to an address outside the accounts that goes encrypted, or not at all.
ALTER TABLE notify_delivery ADD COLUMN only_encrypted BOOLEAN NOT NULL DEFAULT FALSE;
