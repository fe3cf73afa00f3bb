# Sourced by script/bench: what a tool adds to the question that it asks a database.

section_sql() {
  echo '## SQL'
  echo
  need_servers
  local address=${AGENTHUB_TEST_POSTGRES_URL##*@}
  address=${address%/*}
  export PGHOST=${address%:*} PGPORT=${address#*:} PGUSER=postgres
  PGPASSWORD=$(cat "$postgres_folder/password")
  export PGPASSWORD
  mkdir -p "$work/sql-plugins" "$work/sql"
  cp "$folder/plugins/SQLTool.so" "$work/sql-plugins/"
  (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$work/reader_password")
  psql -qXd postgres -c 'CREATE DATABASE bench_sql'
  # As SQLiteOrders makes it, with a login that may read and nothing else.
  psql -qXd bench_sql -v ON_ERROR_STOP=1 -v password="$(cat "$work/reader_password")" <<'SQL'
CREATE TABLE orders (id integer PRIMARY KEY, customer integer NOT NULL, total numeric(12, 2) NOT NULL,
  ordered_on date NOT NULL, status text NOT NULL);
INSERT INTO orders SELECT i, i % 5000 + 1, i * 37 % 100000 / 100.0, date '2025-01-01' + i % 365, 'delivered'
  FROM generate_series(1, 100000) i;
CREATE INDEX orders_customer ON orders (customer, id);
CREATE ROLE bench_reader LOGIN PASSWORD :'password';
GRANT SELECT ON orders TO bench_reader;
REVOKE TEMPORARY ON DATABASE bench_sql FROM PUBLIC;
VACUUM (ANALYZE) orders;
SQL
  "$folder/hub-bench" sql "$work/sql-plugins" "$work/sql" "${address%:*}" "${address#*:}" bench_sql bench_reader "$work/reader_password"
}
