-- What is still to be removed from the blob store. Rows outlive their images, so nothing refers to them.
CREATE TABLE deletions (
  tenant TEXT NOT NULL,
  sequence BIGINT NOT NULL,
  sha256 TEXT,
  image TEXT,
  created_at BIGINT NOT NULL,
  claimed_at BIGINT,
  PRIMARY KEY (sequence)
);
CREATE INDEX deletions_by_original ON deletions (tenant, sha256) WHERE sha256 IS NOT NULL;

-- Numbers that are never given twice, also after their row has gone; engines spell that differently, this they share.
CREATE TABLE sequences (
  name TEXT PRIMARY KEY,
  latest BIGINT NOT NULL
);
INSERT INTO sequences (name, latest) VALUES ('deletions', 0);

CREATE TABLE idempotency_keys (
  tenant TEXT NOT NULL,
  subject TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  image TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (tenant, subject, key),
  -- An upload that is undone takes its key along, so that the client may try again.
  FOREIGN KEY (tenant, image) REFERENCES images (tenant, id) ON DELETE CASCADE
);
CREATE INDEX idempotency_keys_by_image ON idempotency_keys (tenant, image);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);
