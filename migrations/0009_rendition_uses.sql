-- When a rendition was last wanted, to the minute: of those made on request, the ones that nobody wants make room.
ALTER TABLE renditions ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
UPDATE renditions SET used_at = created_at;
-- With `bytes`, so that their sum is read from the index alone.
CREATE INDEX renditions_by_use ON renditions (used_at, bytes);
