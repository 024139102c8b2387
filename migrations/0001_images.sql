-- What belongs to a tenant begins its key with the tenant: only sweeps, which go over all of them, have other indexes.
-- Times are milliseconds since 1970 in UTC; booleans are 0 or 1. The same text runs on SQLite 3.40 and PostgreSQL 15.

CREATE TABLE tenants (
  id TEXT PRIMARY KEY,
  created_at BIGINT NOT NULL
);

CREATE TABLE images (
  tenant TEXT NOT NULL REFERENCES tenants (id),
  id TEXT NOT NULL,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  error_code TEXT NOT NULL,
  error_message TEXT NOT NULL,
  format TEXT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  frames BIGINT NOT NULL,
  has_alpha BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  version TEXT NOT NULL,
  visibility TEXT NOT NULL,
  album TEXT,
  metadata TEXT NOT NULL,
  focus_x DOUBLE PRECISION,
  focus_y DOUBLE PRECISION,
  -- base64: PostgreSQL's text holds no zero bytes
  thumbhash TEXT,
  color TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  expires_at BIGINT,
  deleted_at BIGINT,
  PRIMARY KEY (tenant, id)
);

-- One for each order of the list and of the trash, so that a page is read without sorting.
CREATE INDEX images_by_time ON images (tenant, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX images_by_name ON images (tenant, name, id) WHERE deleted_at IS NULL;
CREATE INDEX images_by_bytes ON images (tenant, bytes, id) WHERE deleted_at IS NULL;
CREATE INDEX trash_by_time ON images (tenant, created_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX trash_by_name ON images (tenant, name, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX trash_by_bytes ON images (tenant, bytes, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX images_by_album ON images (tenant, album, created_at, id) WHERE album IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX images_by_original ON images (tenant, sha256);

-- For the sweeps over all tenants.
CREATE INDEX images_deleted ON images (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX images_expiring ON images (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX images_failed ON images (updated_at) WHERE status = 'failed';

CREATE TABLE image_tags (
  tenant TEXT NOT NULL,
  image TEXT NOT NULL,
  tag TEXT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (tenant, image, tag),
  FOREIGN KEY (tenant, image) REFERENCES images (tenant, id) ON DELETE CASCADE
);
CREATE INDEX images_by_tag ON image_tags (tenant, tag, image);

CREATE TABLE thumbnails (
  tenant TEXT NOT NULL,
  image TEXT NOT NULL,
  position BIGINT NOT NULL,
  preset TEXT NOT NULL,
  spec TEXT NOT NULL,
  format TEXT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  frames BIGINT NOT NULL,
  quality BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  PRIMARY KEY (tenant, image, position),
  FOREIGN KEY (tenant, image) REFERENCES images (tenant, id) ON DELETE CASCADE
);

CREATE TABLE optimizations (
  tenant TEXT NOT NULL,
  image TEXT NOT NULL,
  spec TEXT NOT NULL,
  format TEXT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  frames BIGINT NOT NULL,
  quality BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  original_bytes BIGINT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  metric TEXT NOT NULL,
  candidates TEXT NOT NULL,
  stripped_copy BIGINT NOT NULL,
  PRIMARY KEY (tenant, image),
  FOREIGN KEY (tenant, image) REFERENCES images (tenant, id) ON DELETE CASCADE
);

CREATE TABLE renditions (
  tenant TEXT NOT NULL,
  image TEXT NOT NULL,
  version TEXT NOT NULL,
  spec TEXT NOT NULL,
  preset TEXT NOT NULL,
  format TEXT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  frames BIGINT NOT NULL,
  quality BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (tenant, image, version, spec),
  FOREIGN KEY (tenant, image) REFERENCES images (tenant, id) ON DELETE CASCADE
);
