-- Purges that the edge has not been told of. `target` is one cache; an item that waits already waits once.
CREATE TABLE edge_purges (
  target TEXT NOT NULL,
  item TEXT NOT NULL,
  staleness TEXT NOT NULL,
  tenant TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (target, item, staleness)
);
CREATE INDEX edge_purges_by_time ON edge_purges (target, created_at, item);

-- What was sent, or is about to be. A purge becomes part of a batch in one transaction, and a batch keeps its items: sent
-- again under its id after a crash, it is the same batch to the cache.
CREATE TABLE edge_batches (
  target TEXT NOT NULL,
  id TEXT NOT NULL,
  items TEXT NOT NULL,
  -- Of the cache, once it has accepted the batch; NULL before.
  receipt TEXT,
  attempts BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  error TEXT NOT NULL,
  -- When the oldest of its purges was committed.
  oldest_at BIGINT NOT NULL,
  PRIMARY KEY (target, id)
);

-- Items by target and month (`2026-11`), for the budget.
CREATE TABLE edge_usage (
  target TEXT NOT NULL,
  month TEXT NOT NULL,
  items BIGINT NOT NULL,
  PRIMARY KEY (target, month)
);
