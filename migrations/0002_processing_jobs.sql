CREATE TABLE processing_jobs (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  image TEXT NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  status TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  crashes BIGINT NOT NULL,
  progress DOUBLE PRECISION NOT NULL,
  error_code TEXT NOT NULL,
  error_message TEXT NOT NULL,
  run_after BIGINT NOT NULL,
  -- When a worker may take it: run_after of a queued job, the end of the lease of a running one, NULL when it has ended.
  due_at BIGINT,
  -- Who has the lease; NULL when nobody has.
  holder TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, image) REFERENCES images (tenant, id) ON DELETE CASCADE
);

-- Both states that wait for a worker in one order; ended jobs, which are most, are in neither.
CREATE INDEX jobs_due ON processing_jobs (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX jobs_unfinished ON processing_jobs (status, run_after) WHERE due_at IS NOT NULL;
CREATE INDEX jobs_finished ON processing_jobs (updated_at) WHERE due_at IS NULL;
CREATE INDEX jobs_by_image ON processing_jobs (tenant, image);
