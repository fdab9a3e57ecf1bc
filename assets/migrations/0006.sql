-- Sources are looked up by a part of their names.
CREATE INDEX article_source ON article (source) WHERE source IS NOT NULL;
