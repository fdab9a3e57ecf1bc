-- What the reader says about who is who; it counts for more than the program's joining.
CREATE TABLE choice (
  id INTEGER PRIMARY KEY,
  article INTEGER REFERENCES article (id) ON DELETE CASCADE,  -- NULL: in all articles
  name TEXT NOT NULL,
  other TEXT NOT NULL,                -- of one person: the name that the person goes by
  is_same INTEGER NOT NULL
) STRICT;
CREATE INDEX choice_article ON choice (article) WHERE article IS NOT NULL;
