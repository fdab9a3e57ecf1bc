-- What was added to the fingerprint index and is not in its buckets yet.
CREATE TABLE unswept (
  id INTEGER PRIMARY KEY,
  round INTEGER NOT NULL,             -- of the sweep, when it was added
  swept INTEGER NOT NULL,             -- the key that the sweep had come to
  postings BLOB NOT NULL              -- 8 bytes each
) STRICT;
