-- When the removal of a tenant began. It is nobody's tenant from then on; its row goes last.
ALTER TABLE tenants ADD COLUMN removing_at BIGINT;

-- Access logs of the edge that are in `retrievals`: each is counted once, however often an import runs.
CREATE TABLE imported_logs (
  log TEXT NOT NULL,
  imported_at BIGINT NOT NULL,
  PRIMARY KEY (log)
);
CREATE INDEX imported_logs_by_time ON imported_logs (imported_at);
