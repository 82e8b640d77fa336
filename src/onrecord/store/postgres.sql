-- What `schema.sql` takes from SQLite, for PostgreSQL. Part 1 is run before its tables, part 2 after them.
-- JSON lines are text here too: byte for byte, key order and number forms kept; a NUL escaped in them is shown as U+2400.

CREATE FUNCTION json_extract(line text, path text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE json_typeof(found) WHEN 'null' THEN NULL WHEN 'string' THEN found #>> '{}'
           WHEN 'boolean' THEN CASE found #>> '{}' WHEN 'true' THEN '1' ELSE '0' END ELSE CAST(found AS text) END
    FROM (SELECT CAST(CASE WHEN position('\u0000' IN line) = 0 THEN line
                      ELSE replace(replace(replace(line, '\\', E'\x01'), '\u0000', E'\u2400'), E'\x01', '\\') END AS json)
          #> string_to_array(replace(replace(substr(path, 3), '[', '.'), ']', ''), '.') AS found) AS lines
$$;
CREATE FUNCTION json_each(line text, path text) RETURNS TABLE (value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE json_typeof(found) WHEN 'string' THEN found #>> '{}' ELSE CAST(found AS text) END
    FROM json_array_elements(CAST(json_extract(line, path) AS json)) AS found
$$;
CREATE FUNCTION json_each(list text) RETURNS TABLE (value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT json_array_elements_text(CAST(list AS json))
$$;
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- part 2

CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();

-- Full-text search: the words as `store/words.py` finds them, put in with the rows they belong to.
CREATE TABLE document_search (key BIGINT PRIMARY KEY REFERENCES documents(key) ON DELETE CASCADE, words tsvector NOT NULL);
CREATE INDEX document_search_words ON document_search USING gin (words);
CREATE TABLE item_search (key BIGINT PRIMARY KEY REFERENCES items(key) ON DELETE CASCADE, words tsvector NOT NULL);
CREATE INDEX item_search_words ON item_search USING gin (words);
