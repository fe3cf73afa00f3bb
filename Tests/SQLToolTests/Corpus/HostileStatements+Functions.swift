extension HostileStatements {
    /// What a list of forbidden functions would have to think of.
    private static let forbiddenCalls = [
        "pg_sleep(10)", "pg_sleep_for('1 hour')", "pg_sleep_until(now())", "pg_reload_conf()", "pg_rotate_logfile()",
        "pg_terminate_backend(1)", "pg_cancel_backend(1)", "pg_read_file('/etc/passwd')",
        "pg_read_binary_file('/etc/passwd')",
        "pg_ls_dir('/')", "pg_ls_logdir()", "pg_ls_waldir()", "pg_stat_file('/etc/passwd')",
        "pg_file_write('/tmp/x', 'x', true)",
        "lo_import('/etc/passwd')", "lo_export(1, '/tmp/x')", "lo_create(0)", "lo_creat(-1)", "lo_unlink(1)",
        "lo_from_bytea(0, 'x')", "lo_put(1, 0, 'x')", "lo_get(1)", "lo_open(1, 131072)", "lowrite(1, 'x')",
        "loread(1, 1)",
        "lo_truncate(1, 0)", "table_to_xml('orders', true, false, '')",
        "query_to_xml('DELETE FROM orders', true, false, '')",
        "query_to_xmlschema('SELECT 1', true, false, '')", "query_to_xml_and_xmlschema('SELECT 1', true, false, '')",
        "cursor_to_xml('c', 1, true, false, '')", "schema_to_xml('public', true, false, '')",
        "database_to_xml(true, false, '')",
        "table_to_xmlschema('orders', true, false, '')", "xpath('/a', '<a/>')", "xmlparse(DOCUMENT '<a/>')",
        "xmlelement(name a)", "xmlforest(1)", "ts_stat('SELECT 1')", "ts_rewrite('a'::tsquery, 'SELECT 1')",
        "dblink('dbname=x', 'DELETE FROM orders')", "dblink_exec('DELETE FROM orders')", "dblink_connect('host=evil')",
        "set_config('role', 'postgres', false)", "current_setting('data_directory')", "pg_advisory_lock(1)",
        "pg_try_advisory_lock(1)", "pg_advisory_xact_lock(1)", "pg_advisory_unlock_all()", "nextval('orders_id_seq')",
        "setval('orders_id_seq', 1)", "currval('orders_id_seq')", "lastval()", "txid_current()", "pg_current_xact_id()",
        "txid_current_snapshot()", "pg_export_snapshot()", "pg_notify('c', 'x')", "pg_switch_wal()",
        "pg_create_restore_point('x')",
        "pg_start_backup('x')", "pg_backup_start('x')", "pg_promote()", "pg_logical_emit_message(true, 'a', 'b')",
        "pg_create_logical_replication_slot('a', 'b')", "pg_drop_replication_slot('a')",
        "pg_replication_origin_create('a')",
        "pg_stat_reset()", "pg_stat_get_activity(NULL)", "pg_stat_statements_reset()", "pg_hba_file_rules()",
        "pg_show_all_settings()", "pg_settings_get_flags('x')", "pg_get_functiondef(1)", "pg_get_viewdef('v')",
        "pg_get_userbyid(10)", "pg_relation_filepath('orders')", "pg_total_relation_size('orders')",
        "pg_database_size('shop')",
        "pg_backend_pid()", "pg_postmaster_start_time()", "pg_conf_load_time()", "pg_typeof(1)", "pg_column_size(1)",
        "pg_input_is_valid('1', 'int4')", "pg_collation_for('a')", "version()", "inet_server_addr()",
        "inet_client_addr()",
        "current_database()", "current_schemas(true)", "has_table_privilege('orders', 'select')",
        "to_regclass('orders')", "to_regproc('now')", "to_regrole('postgres')", "regclass('orders')",
        "obj_description(1)",
        "col_description(1, 1)", "format_type(23, 0)", "binary_upgrade_set_next_pg_type_oid(1)",
        "brin_summarize_new_values('i')",
        "gin_clean_pending_list('i')", "pg_import_system_collations('public')", "pg_event_trigger_ddl_commands()",
        "json_populate_record(NULL::record, '{}')", "jsonb_populate_recordset(NULL, '[]')", "crosstab('SELECT 1')",
        "pg_extension_config_dump('orders', '')", "plpgsql_call_handler()", "fmgr_sql_validator(1)",
        "record_out(ROW(1))",
        "int4in('1')", "textin('a')", "array_in('{}', 23, -1)", "domain_in('1', 1, 1)", "repeat('x', 1000000000)",
        "my_function()", "delete_all()", "lastoid()", "suppress_redundant_updates_trigger()", "load_extension('x')",
        "convert_from('x', 'utf8')", "getdatabaseencoding()", "satisfies_hash_partition(1, 2, 3)",
        "shobj_description(1, 'a')",
    ]

    private static let reason = "is not among those that a statement may call"

    static let functionCalls: [HostileStatement] = forbiddenCalls.enumerated().map { index, call in
        let places = [
            "SELECT \(call)", "SELECT 1 FROM orders WHERE \(call) IS NULL", "SELECT * FROM \(call) AS x",
            "SELECT 1 ORDER BY \(call)", "SELECT CASE WHEN true THEN \(call) END", "SELECT count(\(call)) FROM orders",
            "WITH a AS (SELECT \(call)) SELECT * FROM a", "SELECT * FROM orders JOIN customers ON \(call) IS NULL",
            "SELECT ARRAY[\(call)]", "VALUES (\(call))", "SELECT 1 LIMIT (SELECT \(call))", "SELECT 1 GROUP BY \(call)",
            "SELECT sum(1) FILTER (WHERE \(call) IS NULL)", "SELECT sum(1) OVER (PARTITION BY \(call)) FROM orders",
            "SELECT 1 UNION SELECT \(call)", "SELECT 1 IN (1, \(call))", "SELECT EXISTS (SELECT \(call))",
        ]
        return HostileStatement(text: places[index % places.count], reason: reason)
    }

    /// One function by every spelling that PostgreSQL knows for it.
    static let spelledCalls: [HostileStatement] =
        HostileStatement.all(
            reason, "SELECT PG_SLEEP(1)", "SELECT Pg_Sleep (1)", "SELECT pg_sleep\n(1)", "SELECT pg_sleep/**/(1)",
            "SELECT pg_sleep--x\n(1)", "SELECT \"pg_sleep\"(1)", "SELECT pg_catalog.pg_sleep(1)",
            "SELECT pg_catalog . pg_sleep ( 1 )", "SELECT \"pg_catalog\".\"pg_sleep\"(1)",
            "SELECT shop.pg_catalog.pg_sleep(1)",
            "SELECT U&\"pg\\005fsleep\"(1)", "SELECT U&\"\\0070g_sleep\"(1)", "SELECT U&\"pg_sl\\+000065ep\"(1)",
            "SELECT /* lower( */ pg_sleep(1)", "SELECT public.lower('a')", "SELECT evil.count(1)",
            "SELECT \"LOWER\"('a')",
            "SELECT \"coalesce\"(1)", "SELECT pg_catalog.coalesce(1)", "SELECT \"Count\"(*)",
            "SELECT * FROM LATERAL pg_sleep(1)",
            "SELECT * FROM orders, LATERAL pg_catalog.pg_sleep(1) s",
            "SELECT information_schema._pg_expandarray(ARRAY[1])",
            "SELECT select(1)", "SELECT public.\"pg_sleep\"(1)")
        + HostileStatement.all("ROWS FROM is not allowed", "SELECT * FROM ROWS FROM (pg_sleep(1)) AS x")
        + HostileStatement.all("VARIADIC is not allowed", "SELECT concat(VARIADIC ARRAY['a'])")
        + HostileStatement.all(
            "is named by its table only", "SELECT (o).pg_sleep FROM orders o", "SELECT (ROW(1)).f1",
            "SELECT ((SELECT o FROM orders o)).id")

    static let casts: [HostileStatement] =
        [
            "regclass", "regproc", "regprocedure", "regoper", "regoperator", "regtype", "regrole", "regnamespace",
            "regconfig",
            "regdictionary", "regcollation", "oid", "name", "xml", "refcursor", "record", "pg_lsn", "txid_snapshot",
            "public.mood",
            "mood", "\"text\"", "cstring", "void", "aclitem",
        ].flatMap { type in
            ["SELECT 'x'::\(type)", "SELECT CAST('x' AS \(type))"]
        }.map { HostileStatement(text: $0, reason: "A cast to the type") }
        + HostileStatement.all(
            "A value of the type", "SELECT regclass 'pg_authid'", "SELECT pg_catalog.regclass 'pg_authid'",
            "SELECT xml '<a/>'",
            "SELECT \"regclass\" 'orders'", "SELECT mood 'happy'", "SELECT oid '1'")
        + HostileStatement.all(
            "A cast to the type", "SELECT '1'::pg_catalog.oid", "SELECT '{1}'::regclass[]", "SELECT :a::regclass",
            "SELECT id::xml FROM orders")
        + HostileStatement.all("A cast to a type of a schema", "SELECT '1'::text.mood")

    static let catalogues: [HostileStatement] =
        [
            "pg_authid", "pg_shadow", "pg_user", "pg_roles", "pg_settings", "pg_class", "pg_stat_activity",
            "pg_file_settings",
            "pg_hba_file_rules", "pg_largeobject", "pg_proc", "pg_stat_ssl", "PG_TABLES", "\"pg_views\"",
            "pg_catalog.pg_authid",
            "\"pg_catalog\".\"pg_class\"", "information_schema.tables", "INFORMATION_SCHEMA.columns",
            "pg_toast.pg_toast_1",
            "pg_temp.secrets", "pg_temp_3.t", "ONLY pg_authid", "U&\"pg\\005fclass\"", "public.pg_stat_statements",
        ].map {
            HostileStatement(text: "SELECT * FROM \($0)", reason: "is of the system")
        }
        + HostileStatement.all(
            "is of the system", "SELECT 1 FROM orders, pg_class", "SELECT 1 FROM orders JOIN pg_class ON true",
            "SELECT (SELECT passwd FROM pg_shadow LIMIT 1)", "WITH a AS (SELECT * FROM pg_authid) SELECT * FROM a",
            "SELECT 1 UNION SELECT oid FROM pg_class", "SELECT 1 WHERE EXISTS (SELECT 1 FROM pg_settings)",
            "SELECT * FROM (orders CROSS JOIN pg_class)", "SELECT 1 FROM orders WHERE id IN (SELECT oid FROM pg_class)",
            "SELECT 1 FROM LATERAL (SELECT * FROM pg_class) x")
        + HostileStatement.all(
            "cannot be seen here", "WITH a AS (SELECT * FROM a) SELECT * FROM a",
            "SELECT * FROM (WITH a AS (SELECT 1) SELECT 1) x, a",
            "WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a")
        + HostileStatement.all(
            "by its schema and its name", "SELECT * FROM other.public.orders", "SELECT * FROM a.b.c.d")
        + HostileStatement.all("TABLESAMPLE", "SELECT * FROM orders TABLESAMPLE system (1)")

    static let operators: [HostileStatement] =
        HostileStatement.all(
            "OPERATOR(…) is not allowed", "SELECT 1 OPERATOR(pg_catalog.+) 1", "SELECT 1 OPERATOR(public.+) 1")
        + ["===", "=+=", "@@@@", "<~>", "!!!", "#=#", "|||", "&&&&", "%%", "->>>"].map {
            HostileStatement(text: "SELECT a \($0) b FROM orders", reason: "is not allowed")
        }
        + HostileStatement.all("ORDER BY … USING", "SELECT a FROM orders ORDER BY a USING <")

    /// What tells of the session or the server.
    static let settings: [HostileStatement] =
        ["CURRENT_USER", "session_user", "USER", "current_role", "CURRENT_CATALOG", "current_schema", "SYSTEM_USER"].map
    {
        HostileStatement(text: "SELECT \($0)", reason: "is not allowed")
    }
        + HostileStatement.all(
            "is not among those", "SELECT * FROM XMLTABLE('/a' PASSING '<a/>' COLUMNS b int)",
            "SELECT * FROM json_table('{}', '$' COLUMNS (a int))", "SELECT DEFAULT(1)")
        + HostileStatement.all(
            "is not allowed", "SELECT CURRENT_SCHEMA()", "SELECT count(current_schema()) FROM orders")
        + HostileStatement.all("is not expected here", "SELECT COLLATION FOR ('a')")
}
