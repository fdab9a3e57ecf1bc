-- What an article tells: by this stories are found.
CREATE TABLE telling (
  article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
  day INTEGER NOT NULL,               -- days since 1970-01-01
  terms BLOB NOT NULL                 -- its weightiest words: hash and weight, 6 bytes each
) STRICT;
CREATE INDEX telling_day ON telling (day);

-- On how many pages of a source each line stands.
CREATE TABLE source_lines (
  source TEXT PRIMARY KEY,            -- host of the address, or the source's name
  pages INTEGER NOT NULL,
  lines BLOB NOT NULL                 -- hash and count, 12 bytes each
) STRICT, WITHOUT ROWID;

-- What older stages made is found without reading the texts.
CREATE INDEX content_stages ON content (stages);

-- More words of a transaction are gathered in memory before they are written.
INSERT INTO words (words, rank) VALUES ('hashsize', 8388608);
