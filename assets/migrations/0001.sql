-- A page as it came, kept so that a better cleaner can be run over it again.
CREATE TABLE page (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,          -- XXH3-128 of address and text: the same page is taken once
  location TEXT NOT NULL,
  url TEXT,
  is_html INTEGER NOT NULL,
  fetched INTEGER,                    -- milliseconds since 1970
  added INTEGER NOT NULL,             -- milliseconds since 1970
  given BLOB,                         -- JSON: what its container said about the article
  original BLOB NOT NULL,             -- zstd: the page, decoded to text
  raw BLOB                            -- zstd: the page as sanitised text, where that differs
) STRICT;
CREATE INDEX page_url ON page (url) WHERE url IS NOT NULL;

-- What the list shows. Title, source and date are the best among the copies that a row stands for;
-- the article's own are in its analysis.
CREATE TABLE article (
  id INTEGER PRIMARY KEY,
  page INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  sort INTEGER NOT NULL,              -- seconds since 1970, for newest first
  copy_of INTEGER REFERENCES article (id) ON DELETE SET NULL,
  copy_count INTEGER NOT NULL DEFAULT 1,
  is_read INTEGER NOT NULL DEFAULT 0,
  is_starred INTEGER NOT NULL DEFAULT 0,
  story INTEGER,
  word_count INTEGER NOT NULL,
  quotation_count INTEGER NOT NULL,
  title_derived INTEGER NOT NULL,
  title TEXT NOT NULL,
  source TEXT,
  byline TEXT,
  dateline TEXT,
  published_words TEXT,
  published TEXT,
  language TEXT,
  url TEXT,
  people TEXT NOT NULL,               -- names, separated by U+001F
  speakers TEXT NOT NULL,
  tags TEXT NOT NULL DEFAULT '',
  UNIQUE (page, ordinal)
) STRICT;
CREATE INDEX article_list ON article (sort DESC, id DESC) WHERE copy_of IS NULL;
CREATE INDEX article_copy ON article (copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX article_story ON article (story) WHERE story IS NOT NULL;
CREATE INDEX article_tag ON article (id) WHERE tags <> '';

-- What opening an article needs.
CREATE TABLE content (
  article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
  stages INTEGER NOT NULL,            -- version of the stages that made it
  text BLOB NOT NULL,                 -- zstd
  sentences BLOB NOT NULL,            -- lengths of gaps and sentences, as varints
  analysis BLOB NOT NULL              -- zstd of JSON: metadata, blocks, marks, people, quotations, repeats, removed
) STRICT;

CREATE VIRTUAL TABLE words USING fts5 (
  title, text, source,
  content = '', contentless_delete = 1,
  tokenize = "porter unicode61 remove_diacritics 2"
);

CREATE TABLE name (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  same_as INTEGER REFERENCES name (id)
) STRICT;
CREATE TABLE person (
  article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  name INTEGER NOT NULL REFERENCES name (id),
  mentions INTEGER NOT NULL,
  role TEXT,
  PRIMARY KEY (article, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_name ON person (name);
CREATE TABLE quotation (
  article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  speaker INTEGER REFERENCES name (id),
  confidence REAL,
  PRIMARY KEY (article, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX quotation_speaker ON quotation (speaker) WHERE speaker IS NOT NULL;

-- How much two articles share, and which passages.
CREATE TABLE pair (
  one INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  other INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  of_one REAL NOT NULL,
  of_other REAL NOT NULL,
  PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX pair_other ON pair (other);
CREATE TABLE passage (
  article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  other INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  there_first INTEGER NOT NULL,
  there_last INTEGER NOT NULL,
  PRIMARY KEY (article, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX passage_other ON passage (other);
CREATE TABLE bucket (
  id INTEGER PRIMARY KEY,
  postings BLOB NOT NULL
) STRICT;

-- What the reader did.
CREATE TABLE position (
  article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
  quoted TEXT NOT NULL,
  offset INTEGER NOT NULL,
  changed INTEGER NOT NULL
) STRICT;
CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  first INTEGER NOT NULL,
  quoted TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  words TEXT NOT NULL,
  created INTEGER NOT NULL
) STRICT;
CREATE INDEX note_article ON note (article);
CREATE TABLE undo (
  id INTEGER PRIMARY KEY,
  label TEXT NOT NULL,
  made INTEGER NOT NULL,
  states BLOB NOT NULL                -- zstd of JSON: the states before the change
) STRICT;
CREATE TABLE search (
  name TEXT PRIMARY KEY,
  query TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What comes in by itself.
CREATE TABLE feed (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  title TEXT,
  folder TEXT NOT NULL DEFAULT '',    -- names, separated by U+001F
  etag TEXT,
  modified TEXT,
  checked INTEGER,
  due INTEGER NOT NULL DEFAULT 0,     -- milliseconds since 1970: not to be asked before
  failures INTEGER NOT NULL DEFAULT 0,
  problem TEXT
) STRICT;
CREATE TABLE entry (
  feed INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
  hash INTEGER NOT NULL,              -- of the entry's name in the feed
  PRIMARY KEY (feed, hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE link (
  url TEXT PRIMARY KEY,
  given BLOB NOT NULL,                -- JSON
  state BLOB NOT NULL,                -- JSON
  due INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  problem TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE error (
  id INTEGER PRIMARY KEY,
  made INTEGER NOT NULL,
  message TEXT NOT NULL,
  hint TEXT
) STRICT;
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
