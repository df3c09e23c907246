-- The database, its roles and their rights. Run by roles.sh at each start; running it again changes only passwords that changed.
\set ON_ERROR_STOP on
\getenv owner_password DATABASE_OWNER_PASSWORD
\getenv app_password DATABASE_APP_PASSWORD
\getenv reader_password DATABASE_READER_PASSWORD
\getenv monitor_password DATABASE_MONITOR_PASSWORD
\getenv replication_password DATABASE_REPLICATION_PASSWORD
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['minitwit_owner', 'minitwit_app', 'minitwit_reader', 'minitwit_monitor', 'minitwit_replication']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE minitwit_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
ALTER ROLE minitwit_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
ALTER ROLE minitwit_reader LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 10 PASSWORD :'reader_password';
ALTER ROLE minitwit_monitor LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 5 PASSWORD :'monitor_password';
ALTER ROLE minitwit_replication LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 4 PASSWORD :'replication_password';
GRANT pg_monitor, pg_use_reserved_connections TO minitwit_monitor;

-- A migration that cannot get its lock gives way, so that no request queues up behind it; the migrator comes again.
ALTER ROLE minitwit_owner SET lock_timeout = '2s';
-- The apps ask for what they need themselves (Database.cs); these hold for whoever else signs in as they do.
ALTER ROLE minitwit_app SET statement_timeout = '10s';
ALTER ROLE minitwit_app SET lock_timeout = '1s';
ALTER ROLE minitwit_app SET idle_in_transaction_session_timeout = '15s';
ALTER ROLE minitwit_reader SET default_transaction_read_only = on;
ALTER ROLE minitwit_reader SET statement_timeout = '60s';
ALTER ROLE minitwit_monitor SET statement_timeout = '10s';

SELECT 'CREATE DATABASE minitwit OWNER minitwit_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'minitwit') \gexec
ALTER DATABASE minitwit OWNER TO minitwit_owner;
REVOKE ALL ON DATABASE minitwit FROM PUBLIC;
GRANT CONNECT ON DATABASE minitwit TO minitwit_app, minitwit_reader, minitwit_monitor;

\connect minitwit
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO minitwit_app, minitwit_reader, minitwit_monitor;

-- Rows, not tables: what the owner's migrations make, now and later, the app may read and write.
ALTER DEFAULT PRIVILEGES FOR ROLE minitwit_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO minitwit_app;
SELECT format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO minitwit_app', oid::regclass)
FROM pg_class WHERE relkind IN ('r', 'p') AND relowner = 'minitwit_owner'::regrole \gexec

-- People read what is there (deploy.sh comes back here after a migration), but for what would let them in as somebody else.
ALTER DEFAULT PRIVILEGES FOR ROLE minitwit_owner IN SCHEMA public REVOKE SELECT ON TABLES FROM minitwit_reader;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM minitwit_reader;
SELECT format('GRANT SELECT (%s) ON %s TO minitwit_reader', string_agg(quote_ident(attname), ', '), attrelid::regclass)
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relkind IN ('r', 'p') AND relowner = 'minitwit_owner'::regrole AND attnum > 0 AND NOT attisdropped
  AND relname NOT IN ('sessions', 'deleted_messages', 'blocks', 'data_protection_keys') AND attname <> 'password_hash'
GROUP BY attrelid \gexec
