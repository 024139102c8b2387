-- What was delivered, summed by image, preset and day. Rows outlive their images: they are what a tenant used.
CREATE TABLE retrievals (
  tenant TEXT NOT NULL,
  day BIGINT NOT NULL,
  image TEXT NOT NULL,
  preset TEXT NOT NULL,
  requests BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  PRIMARY KEY (tenant, day, image, preset)
);
CREATE INDEX retrievals_by_day ON retrievals (day);
