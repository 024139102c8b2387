-- Upgrades are taken by a worker of their own: each kind of worker finds what is due without passing over the other's jobs.
DROP INDEX jobs_due;
CREATE INDEX jobs_due_upgrades ON processing_jobs (due_at, id) WHERE due_at IS NOT NULL AND kind = 'upgrade';
