-- Searching, and what was sold. The three extensions come with PostgreSQL and are trusted: the owner of a database may
-- create them. Where a service keeps a list of those that it allows, they must stand on it (docs/operations.md).
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['pg_trgm', 'btree_gin', 'unaccent'] LOOP
    BEGIN
      EXECUTE format('CREATE EXTENSION IF NOT EXISTS %I', wanted);
    EXCEPTION
      WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
        RAISE EXCEPTION 'the extension % is needed to search, and could not be created: %', wanted, SQLERRM
          USING HINT = format('Allow it in the settings of your database service, or have a superuser run CREATE EXTENSION %I in this database; then start again.', wanted);
    END;
  END LOOP;
END
$$;

-- What is looked for in this transaction; nothing set is NULL, and finds no row.
CREATE FUNCTION current_search() RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('orderhouse.search', true), '')::tsquery;
CREATE FUNCTION current_misspelling() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('orderhouse.misspelling', true), '');

-- The words of a text, between spaces: without case, accents and apostrophes, split at everything that is neither letter
-- nor digit (ICU does not count some signs among [:punct:]). For products and for what is looked for alike.
CREATE FUNCTION search_terms(given text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN btrim(regexp_replace(translate(lower(unaccent(normalize(given, NFKC))), '''’´`', ''), '[[:punct:][:space:][:cntrl:]$+<=>^`|~°]+', ' ', 'g'));

-- How words are brought to their stems, by the store's locale; where PostgreSQL has no stems, words stay as they are.
CREATE FUNCTION search_config(locale text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE lower(split_part(locale, '-', 1))
    WHEN 'ar' THEN 'pg_catalog.arabic' WHEN 'hy' THEN 'pg_catalog.armenian' WHEN 'eu' THEN 'pg_catalog.basque'
    WHEN 'ca' THEN 'pg_catalog.catalan' WHEN 'da' THEN 'pg_catalog.danish' WHEN 'nl' THEN 'pg_catalog.dutch'
    WHEN 'en' THEN 'pg_catalog.english' WHEN 'fi' THEN 'pg_catalog.finnish' WHEN 'fr' THEN 'pg_catalog.french'
    WHEN 'de' THEN 'pg_catalog.german' WHEN 'el' THEN 'pg_catalog.greek' WHEN 'hi' THEN 'pg_catalog.hindi'
    WHEN 'hu' THEN 'pg_catalog.hungarian' WHEN 'id' THEN 'pg_catalog.indonesian' WHEN 'ga' THEN 'pg_catalog.irish'
    WHEN 'it' THEN 'pg_catalog.italian' WHEN 'lt' THEN 'pg_catalog.lithuanian' WHEN 'ne' THEN 'pg_catalog.nepali'
    WHEN 'nb' THEN 'pg_catalog.norwegian' WHEN 'nn' THEN 'pg_catalog.norwegian' WHEN 'no' THEN 'pg_catalog.norwegian'
    WHEN 'pt' THEN 'pg_catalog.portuguese' WHEN 'ro' THEN 'pg_catalog.romanian' WHEN 'ru' THEN 'pg_catalog.russian'
    WHEN 'sr' THEN 'pg_catalog.serbian' WHEN 'es' THEN 'pg_catalog.spanish' WHEN 'sv' THEN 'pg_catalog.swedish'
    WHEN 'ta' THEN 'pg_catalog.tamil' WHEN 'tr' THEN 'pg_catalog.turkish' WHEN 'yi' THEN 'pg_catalog.yiddish'
    ELSE 'pg_catalog.simple' END::regconfig;

-- Words as they stand, for beginnings that somebody types, and their stems behind a `~`, for whole words. A tsvector holds
-- words of 2,046 bytes and a mebibyte of them, and fails beyond: what is longer than a word can be is left out, and of very
-- much text the beginning counts. One product that cannot be written would keep all others of its store waiting.
CREATE FUNCTION search_vector(mark text, config regconfig, given text, weight "char") RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE
  RETURN (SELECT setweight(replace(' ' || to_tsvector('pg_catalog.simple', words)::text, ' ''', ' ''' || mark)::tsvector ||
      CASE WHEN config = 'pg_catalog.simple'::regconfig THEN ''::tsvector
           ELSE replace(' ' || to_tsvector(config, words)::text, ' ''', ' ''' || mark || '~')::tsvector END, weight)
    FROM (SELECT regexp_replace(left(search_terms(given), 20000), '[^ ]{201,}', '', 'g') AS words OFFSET 0) AS read);

-- What every lexeme of a store begins with, so that the index of words keeps stores apart: with the store in a column of
-- its own it would go through all its products with every word. Two stores may have the same; the policies hold the store.
CREATE FUNCTION search_mark(store_id uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN right(store_id::text, 4);

-- How well a product sells: 0 for not at all, then one more for each doubling.
CREATE FUNCTION sales_class(units_sold bigint) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN least(30, length(ltrim(units_sold::bit(64)::text, '0')));
-- Where too many products have a word, as many of them are gone through as need be, the best sellers first: a product stands
-- behind `>` of its class and of each below it and, by an id that says nothing, in a quarter of its class, a quarter of that,
-- and so on (catalogue/search/tiers.ts).
CREATE FUNCTION sales_lexemes(mark text, units_sold bigint, product_id uuid) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY(SELECT mark || '>' || least FROM generate_series(0, sales_class(units_sold)) AS least)
      || ARRAY(SELECT mark || '$' || sales_class(units_sold) || '/' || level || '/' || (('x' || right(product_id::text, 3))::bit(12)::int >> (12 - 2 * level))
                 FROM generate_series(1, 6) AS level);

-- Units of it sold over the last 30 days of its store's time zone; follows from sales_by_day.
ALTER TABLE products ADD COLUMN units_sold bigint NOT NULL DEFAULT 0 CHECK (units_sold >= 0);
CREATE INDEX products_by_sales ON products (store_id, status, units_sold, id, is_available) WHERE deleted_at IS NULL;

-- What is found, and what results are counted by. The condition that looks for something stands in the policies: what a
-- statement adds to them is no index condition unless its operator is leakproof, and `@@` is not.
CREATE TABLE product_search (
  store_id uuid NOT NULL,
  product_id uuid NOT NULL,
  vendor_id uuid NOT NULL,
  status text NOT NULL,
  is_available boolean NOT NULL,
  unit_price_from bigint NOT NULL,
  -- In no index: it changes with many an order, and the row is rewritten in its place while its class stays the same.
  units_sold bigint NOT NULL,
  category_ids uuid[] NOT NULL,
  -- Of the name alone, for what is more relevant.
  title tsvector NOT NULL,
  -- Name (A), variants (B) and the beginning of the description (C); `#` before a SKU, `@` before an id to filter by, `>`
  -- and `$` before how well it sells.
  search tsvector NOT NULL,
  PRIMARY KEY (store_id, product_id)
) WITH (fillfactor = 85);

-- What a row of it is made of. The one definition, for those who write it and for those who check it.
CREATE VIEW product_search_source WITH (security_invoker = true) AS
SELECT p.store_id, p.id AS product_id, p.vendor_id, p.status, p.is_available, p.unit_price_from, p.units_sold,
       c.ids AS category_ids, text.title,
       text.title || search_vector(s.mark, s.config, v.words, 'B') || search_vector(s.mark, s.config, left(p.description, 500), 'C')
         || array_to_tsvector(v.skus || c.marks || (s.mark || '@' || replace(p.vendor_id::text, '-', ''))
                                || sales_lexemes(s.mark, p.units_sold, p.id)) AS search
  FROM products p
  JOIN LATERAL (SELECT search_config(locale) AS config, search_mark(id) AS mark FROM stores WHERE id = p.store_id) AS s ON true
  JOIN LATERAL (SELECT search_vector(s.mark, s.config, p.name, 'A') AS title) AS text ON true
  JOIN LATERAL (
    SELECT coalesce(array_agg(s.mark || '#' || v.sku_key ORDER BY v.sku_key), '{}') AS skus,
           coalesce(string_agg(concat_ws(' ', v.title, (SELECT string_agg(o.value, ' ' ORDER BY o.key) FROM jsonb_each_text(v.options) AS o)), ' '
                               ORDER BY v.position, v.id), '') AS words
      FROM variants v WHERE v.store_id = p.store_id AND v.product_id = p.id AND v.deleted_at IS NULL) AS v ON true
  JOIN LATERAL (
    SELECT coalesce(array_agg(pc.category_id ORDER BY pc.category_id), '{}') AS ids,
           coalesce(array_agg(s.mark || '@' || replace(pc.category_id::text, '-', '')), '{}') AS marks
      FROM product_categories pc WHERE pc.store_id = p.store_id AND pc.product_id = p.id) AS c ON true
 WHERE p.deleted_at IS NULL;

-- Products that are to be looked at again. Written by triggers in the transaction of whatever changed them, so that
-- nobody who writes to the catalogue can forget it; taken up by a job a moment later.
CREATE TABLE product_search_due (
  store_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  product_id uuid NOT NULL,
  PRIMARY KEY (store_id, id)
);
CREATE FUNCTION product_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO product_search_due (store_id, product_id) VALUES (NEW.store_id, NEW.id);
  RETURN NULL;
END
$$;
CREATE FUNCTION part_of_product_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO product_search_due (store_id, product_id) VALUES (OLD.store_id, OLD.product_id);
  ELSE
    INSERT INTO product_search_due (store_id, product_id) VALUES (NEW.store_id, NEW.product_id);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER search_again AFTER INSERT OR UPDATE OF name, description, status, vendor_id, unit_price_from, is_available, units_sold, deleted_at
  ON products FOR EACH ROW EXECUTE FUNCTION product_changed();
-- Stock is not among them: placing orders fires nothing.
CREATE TRIGGER search_again AFTER INSERT OR UPDATE OF sku, title, options, deleted_at
  ON variants FOR EACH ROW EXECUTE FUNCTION part_of_product_changed();
CREATE TRIGGER search_again AFTER INSERT OR DELETE
  ON product_categories FOR EACH ROW EXECUTE FUNCTION part_of_product_changed();

-- The words of open products and, behind a `~`, their stems: how many products have each. Behind '' stands how many open
-- products there are. Counted anew by a job, so it is a little behind.
CREATE TABLE search_words (
  store_id uuid NOT NULL,
  word text COLLATE "C" NOT NULL,
  products int NOT NULL,
  PRIMARY KEY (store_id, word)
);
-- Those of them that a typing error can be meant for. The policies hold what is misspelled, as those of product_search.
CREATE TABLE search_spellings (
  store_id uuid NOT NULL,
  word text COLLATE "C" NOT NULL,
  products int NOT NULL,
  PRIMARY KEY (store_id, word)
);

-- What was sold, by the day of the store's time zone on which it was ordered. An order that is cancelled is taken out again.
CREATE TABLE sales_by_day (
  store_id uuid NOT NULL,
  day date NOT NULL,
  variant_id uuid NOT NULL,
  product_id uuid NOT NULL,
  vendor_id uuid NOT NULL,
  orders int NOT NULL,
  units bigint NOT NULL,
  revenue bigint NOT NULL,
  -- A variant may have gone from one vendor to another between two orders.
  PRIMARY KEY (store_id, day, variant_id, vendor_id)
);
CREATE INDEX sales_of_product ON sales_by_day (store_id, product_id, day) INCLUDE (units);
CREATE TABLE orders_by_day (
  store_id uuid NOT NULL,
  day date NOT NULL,
  orders int NOT NULL,
  units bigint NOT NULL,
  revenue bigint NOT NULL,
  PRIMARY KEY (store_id, day)
);
-- How far the log of a store is counted, by which time zone, and from which day on units_sold counts.
CREATE TABLE sales_cursors (
  store_id uuid NOT NULL PRIMARY KEY,
  transaction_id xid8 NOT NULL,
  event_id bigint NOT NULL,
  time_zone text NOT NULL,
  sold_from date NOT NULL
);

-- What is there already.
ALTER TABLE products NO FORCE ROW LEVEL SECURITY;
INSERT INTO product_search_due (store_id, product_id) SELECT store_id, id FROM products;
ALTER TABLE products FORCE ROW LEVEL SECURITY;

ALTER TABLE product_search ENABLE ROW LEVEL SECURITY;
ALTER TABLE product_search FORCE ROW LEVEL SECURITY;
-- Whoever writes it looks for everything: `!''∅''`.
CREATE POLICY found ON product_search TO orderhouse_house
  USING (store_id = (SELECT current_store_id()) AND search @@ (SELECT current_search()));
CREATE POLICY found_in_open_catalogue ON product_search FOR SELECT TO orderhouse_customer, orderhouse_anonymous
  USING (store_id = (SELECT current_store_id()) AND search @@ (SELECT current_search()) AND status = 'active');
CREATE POLICY found_in_open_catalogue_and_own ON product_search FOR SELECT TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND search @@ (SELECT current_search())
         AND (status = 'active' OR vendor_id = (SELECT current_actor_id())));
CREATE POLICY system ON product_search FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON product_search TO orderhouse_house;
GRANT SELECT ON product_search TO orderhouse_vendor, orderhouse_customer, orderhouse_anonymous, orderhouse_system;
GRANT SELECT ON product_search_source TO orderhouse_house, orderhouse_system;

ALTER TABLE product_search_due ENABLE ROW LEVEL SECURITY;
ALTER TABLE product_search_due FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON product_search_due TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY vendor_adds_own ON product_search_due FOR INSERT TO orderhouse_vendor
  WITH CHECK (store_id = (SELECT current_store_id()) AND EXISTS (
    SELECT FROM products p WHERE p.store_id = product_search_due.store_id AND p.id = product_search_due.product_id
      AND p.vendor_id = (SELECT current_actor_id())));
-- A migration that changes products has them looked at again, too.
CREATE POLICY owner_adds ON product_search_due FOR INSERT TO CURRENT_USER WITH CHECK (true);
CREATE POLICY system ON product_search_due FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON product_search_due TO orderhouse_house;
GRANT INSERT ON product_search_due TO orderhouse_vendor;
GRANT SELECT ON product_search_due TO orderhouse_system;

ALTER TABLE search_words ENABLE ROW LEVEL SECURITY;
ALTER TABLE search_words FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON search_words TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY open_catalogue ON search_words FOR SELECT TO orderhouse_vendor, orderhouse_customer, orderhouse_anonymous
  USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON search_words FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON search_words TO orderhouse_house;
GRANT SELECT ON search_words TO orderhouse_vendor, orderhouse_customer, orderhouse_anonymous, orderhouse_system;

ALTER TABLE search_spellings ENABLE ROW LEVEL SECURITY;
ALTER TABLE search_spellings FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON search_spellings TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY like_what_is_misspelled ON search_spellings FOR SELECT TO orderhouse_vendor, orderhouse_customer, orderhouse_anonymous
  USING (store_id = (SELECT current_store_id()) AND word % (SELECT current_misspelling()));
CREATE POLICY system ON search_spellings FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON search_spellings TO orderhouse_house;
GRANT SELECT ON search_spellings TO orderhouse_vendor, orderhouse_customer, orderhouse_anonymous, orderhouse_system;

ALTER TABLE sales_by_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE sales_by_day FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON sales_by_day TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON sales_by_day FOR SELECT TO orderhouse_system USING (true);
ALTER TABLE orders_by_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders_by_day FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON orders_by_day TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON orders_by_day FOR SELECT TO orderhouse_system USING (true);
ALTER TABLE sales_cursors ENABLE ROW LEVEL SECURITY;
ALTER TABLE sales_cursors FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON sales_cursors TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON sales_cursors FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON sales_by_day, orders_by_day, sales_cursors TO orderhouse_house;
GRANT SELECT ON sales_by_day, orders_by_day, sales_cursors TO orderhouse_system;

-- Without a list of entries that are yet to be sorted in: it would be gone through with every search.
CREATE INDEX product_search_found ON product_search USING gin (search) WITH (fastupdate = off);
CREATE INDEX search_spellings_like ON search_spellings USING gin (store_id, word gin_trgm_ops) WITH (fastupdate = off);
