-- Pieces that cleaning takes out and the reader wants: in one article, or in all articles of a source. They
-- are known by their words, so that they are found again whatever cleans the page.
CREATE TABLE brought_back (
  key INTEGER NOT NULL,               -- hash of the words of the piece
  article INTEGER REFERENCES article (id) ON DELETE CASCADE,
  source TEXT,                        -- host of the address, or the source's name
  CHECK ((article IS NULL) <> (source IS NULL))
) STRICT;
CREATE UNIQUE INDEX brought_back_article ON brought_back (article, key) WHERE article IS NOT NULL;
CREATE UNIQUE INDEX brought_back_source ON brought_back (source, key) WHERE source IS NOT NULL;
