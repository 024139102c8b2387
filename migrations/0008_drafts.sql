-- Images that clients upload straight to the store. A row outlives the image's completion until its form has long ended:
-- what is uploaded with that form later is removed with it.
CREATE TABLE drafts (
  tenant TEXT NOT NULL REFERENCES tenants (id),
  -- That of the image to be.
  id TEXT NOT NULL,
  owner TEXT NOT NULL,
  format TEXT NOT NULL,
  bytes BIGINT,
  sha256 TEXT,
  -- What the image is to be called and the like: JSON, read by who wrote it.
  description TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  completed_at BIGINT,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX drafts_open ON drafts (tenant) WHERE completed_at IS NULL;
CREATE INDEX drafts_expiring ON drafts (expires_at);
