-- Upgrades wait behind all other work: this is the order of the rest, so that many upgrades do not hide it.
CREATE INDEX jobs_due_first ON processing_jobs (due_at, id) WHERE due_at IS NOT NULL AND kind <> 'upgrade';
