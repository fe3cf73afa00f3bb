#!/usr/bin/env bash
# Makes AgentHub's roles and its database on a new PostgreSQL server. Passwords come from files below SECRETS
# (/run/secrets), and psql is told where the server is by PGHOST, PGPORT and POSTGRES_USER.
set -euo pipefail
export SECRETS=${SECRETS:-/run/secrets}

psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'SQL'
-- psql reads the files itself, so that no password is among the arguments of a program.
\set owner `cat "$SECRETS/owner_password"`
\set serve `cat "$SECRETS/serve_password"`
\set backup `cat "$SECRETS/backup_password"`
-- What a transaction becomes: the one sees one tenant's rows, the other everybody's.
CREATE ROLE agenthub_tenant NOLOGIN NOINHERIT;
CREATE ROLE agenthub_platform NOLOGIN NOINHERIT;
-- Owns the tables and migrates them. Row security binds it too, hence the platform's rights. Not CREATEROLE: up to
-- PostgreSQL 15 such a role makes itself a member of pg_execute_server_program, and runs programs on the server's machine.
CREATE ROLE agenthub_owner LOGIN PASSWORD :'owner';
GRANT agenthub_platform TO agenthub_owner;
-- Serves. It owns nothing and inherits nothing: for each transaction it becomes agenthub_tenant or agenthub_platform.
CREATE ROLE agenthub_serve LOGIN NOINHERIT PASSWORD :'serve';
GRANT agenthub_tenant, agenthub_platform TO agenthub_serve;
-- Backs up. Row security is forced on every table, so that the owner itself cannot dump them.
CREATE ROLE agenthub_backup LOGIN BYPASSRLS PASSWORD :'backup';
GRANT pg_read_all_data TO agenthub_backup;
CREATE DATABASE agenthub OWNER agenthub_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT, TEMPORARY ON DATABASE agenthub FROM PUBLIC;
GRANT CONNECT ON DATABASE agenthub TO agenthub_serve, agenthub_backup;
SQL
