-- What delivery URLs are signed with. HMAC needs the secret itself; nothing but signing and checking reads it.
CREATE TABLE signing_keys (
  tenant TEXT NOT NULL REFERENCES tenants (id),
  id TEXT NOT NULL,
  secret TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  retires_at BIGINT,
  PRIMARY KEY (tenant, id)
);

-- Versions of named transforms. None is ever changed: URLs name them and caches keep what they gave.
CREATE TABLE presets (
  tenant TEXT NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  transform TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  removed_at BIGINT,
  PRIMARY KEY (tenant, name, version)
);
