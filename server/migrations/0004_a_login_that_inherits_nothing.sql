-- The login may take on the roles and has none of their rights until it does: a statement that was sent outside
-- `SET LOCAL ROLE` then matches no row, where by inheriting orderhouse_system it read every store. Before PostgreSQL 16
-- inheriting is a property of the login (ALTER ROLE … NOINHERIT), which is not ours to change.
DO $$
DECLARE
  granted text;
BEGIN
  IF current_setting('server_version_num')::int < 160000 THEN
    RETURN;
  END IF;
  FOREACH granted IN ARRAY ARRAY['orderhouse_house', 'orderhouse_vendor', 'orderhouse_customer', 'orderhouse_anonymous', 'orderhouse_system'] LOOP
    BEGIN
      EXECUTE format('GRANT %I TO CURRENT_USER WITH INHERIT FALSE', granted);
    EXCEPTION
      -- Somebody else made the role for another database here, and decides how it is held.
      WHEN insufficient_privilege THEN NULL;
    END;
  END LOOP;
END
$$;
