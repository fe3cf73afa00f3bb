/// Statements that write, lock, look where they must not, or hide that they do; each one different.
enum HostileStatements {
    static let postgreSQL: [HostileStatement] =
        commands + stacked + writingQueries + locking + making + disguised + functionCalls + spelledCalls + casts
        + catalogues
        + operators + settings + malformed

    /// Everything that is not SELECT.
    static let commands: [HostileStatement] =
        [
            "INSERT INTO orders VALUES (1)", "UPDATE orders SET total = 0", "DELETE FROM orders", "TRUNCATE orders",
            "MERGE INTO orders o USING customers c ON o.id = c.id WHEN MATCHED THEN DELETE", "DROP TABLE orders",
            "CREATE TABLE t (a int)", "CREATE TEMP TABLE t AS SELECT 1", "ALTER TABLE orders ADD COLUMN x int",
            "GRANT ALL ON orders TO PUBLIC", "REVOKE ALL ON orders FROM reader", "COPY orders TO '/tmp/x'",
            "COPY orders FROM PROGRAM 'id'", "COPY (SELECT 1) TO STDOUT", "COPY (SELECT 1) TO PROGRAM 'sh'",
            "EXPLAIN SELECT 1", "EXPLAIN ANALYZE DELETE FROM orders", "EXPLAIN (ANALYZE) SELECT pg_sleep(1)",
            "ANALYZE orders", "VACUUM FULL", "SET ROLE postgres", "SET SESSION AUTHORIZATION postgres",
            "SET default_transaction_read_only = off", "SET LOCAL statement_timeout = 0", "RESET ALL", "SHOW all",
            "SHOW config_file", "DO $$ BEGIN PERFORM 1; END $$", "DO LANGUAGE plpgsql 'BEGIN NULL; END'",
            "CALL refresh()", "PREPARE p AS SELECT 1", "EXECUTE p", "DEALLOCATE ALL", "DECLARE c CURSOR FOR SELECT 1",
            "FETCH ALL FROM c", "MOVE ALL FROM c", "CLOSE ALL", "LISTEN channel", "NOTIFY channel, 'x'", "UNLISTEN *",
            "LOCK TABLE orders", "BEGIN", "START TRANSACTION READ WRITE", "COMMIT", "END", "ROLLBACK", "ABORT",
            "SAVEPOINT s", "RELEASE s", "CHECKPOINT", "CLUSTER orders", "REINDEX TABLE orders",
            "REFRESH MATERIALIZED VIEW totals", "DISCARD ALL", "LOAD 'x'", "SECURITY LABEL ON TABLE orders IS 'x'",
            "COMMENT ON TABLE orders IS 'x'", "IMPORT FOREIGN SCHEMA a FROM SERVER s INTO b",
            "REASSIGN OWNED BY reader TO postgres", "PRAGMA writable_schema = 1", "ATTACH DATABASE '/tmp/x' AS x",
            "REPLACE INTO orders VALUES (1)",
        ].map { HostileStatement(text: $0, reason: "It is no SELECT but") }
        + HostileStatement.all("is not expected here", "TABLE_ orders", "orders", "1", "'SELECT 1'", "\"SELECT\" 1")
        + HostileStatement.all("It is no SELECT but TABLE", "TABLE orders", "TABLE pg_authid")

    static let stacked: [HostileStatement] =
        HostileStatement.all(
            "There is more than one statement", "SELECT 1; DELETE FROM orders", "SELECT 1; SELECT 2", "SELECT 1;;",
            "SELECT 1; -- \n DROP TABLE orders", "SELECT 1;/* */COMMIT; DELETE FROM orders", "SELECT 1 ; \n ; ",
            "SELECT ';' ; DROP TABLE orders", "SELECT $$;$$; DROP TABLE orders",
            "SELECT 1 FROM orders; COPY orders TO '/x'",
            "SELECT 1 WHERE true; SET ROLE postgres", "SELECT 1 ORDER BY 1; BEGIN", "SELECT 1 LIMIT 1; LISTEN x",
            "VALUES (1); DELETE FROM orders", "WITH a AS (SELECT 1) SELECT 1; DELETE FROM orders")
        + HostileStatement.all(
            "There is more than one statement", "(SELECT 1; SELECT 2)", "SELECT (SELECT 1; DELETE FROM orders)",
            "SELECT * FROM (SELECT 1; SELECT 2) x", "WITH a AS (SELECT 1;) SELECT 1", "SELECT count(1; SELECT 2)")

    static let writingQueries: [HostileStatement] =
        [
            "DELETE FROM orders RETURNING *", "INSERT INTO orders VALUES (1) RETURNING *",
            "UPDATE orders SET a = 1 RETURNING *",
            "MERGE INTO orders USING a ON true WHEN MATCHED THEN DELETE", "TABLE orders", "TRUNCATE orders",
        ]
        .flatMap { inner in
            [
                "WITH w AS (\(inner)) SELECT * FROM w", "WITH RECURSIVE w AS (\(inner)) SELECT * FROM w",
                "WITH a AS (SELECT 1), w AS (\(inner)) SELECT 1", "WITH w (a, b) AS MATERIALIZED (\(inner)) SELECT 1",
                "SELECT * FROM (WITH w AS (\(inner)) SELECT * FROM w) x",
                "SELECT (WITH w AS NOT MATERIALIZED (\(inner)) SELECT 1 FROM w)",
            ]
        }.map { HostileStatement(text: $0, reason: "A WITH query is no SELECT") }
        + HostileStatement.all(
            "is not allowed here", "WITH a AS (SELECT 1) DELETE FROM orders",
            "WITH a AS (SELECT 1) INSERT INTO orders SELECT 1",
            "WITH a AS (SELECT 1) UPDATE orders SET a = 1", "WITH a AS (SELECT 1) MERGE INTO orders USING a ON true",
            "SELECT 1 UNION DELETE FROM orders", "SELECT 1 UNION ALL TABLE orders",
            "SELECT 1 EXCEPT INSERT INTO a VALUES (1)",
            "(DELETE FROM orders)", "WITH a AS (WITH b AS (SELECT 1) DELETE FROM orders RETURNING *) SELECT 1")

    static let locking: [HostileStatement] =
        ["UPDATE", "SHARE", "NO KEY UPDATE", "KEY SHARE", "UPDATE OF orders", "UPDATE NOWAIT", "SHARE SKIP LOCKED"]
        .flatMap {
            [
                "SELECT * FROM orders FOR \($0)", "SELECT * FROM orders WHERE id = :id LIMIT 1 FOR \($0)",
                "SELECT * FROM (SELECT * FROM orders FOR \($0)) x",
                "WITH w AS (SELECT * FROM orders FOR \($0)) SELECT * FROM w",
            ]
        }.map { HostileStatement(text: $0, reason: "It locks rows") }
        + HostileStatement.all("It locks rows", "SELECT * FROM orders/**/for/**/update", "SELECT 1 FOR READ ONLY")
        + HostileStatement.all("is not expected here", "SELECT * FROM orders LOCK IN SHARE MODE")

    static let making: [HostileStatement] = HostileStatement.all(
        "SELECT INTO makes a table", "SELECT * INTO t FROM orders", "SELECT 1 INTO TEMP t", "SELECT 1 INTO UNLOGGED t",
        "SELECT a INTO TABLE t FROM orders", "SELECT * FROM (SELECT * INTO t FROM orders) x",
        "SELECT 1 as a into \"t\"",
        "SELECT 1 AS \"into\" INTO t", "SELECT * FROM orders INTO OUTFILE '/tmp/x'",
        "WITH a AS (SELECT 1 INTO t) SELECT 1")

    /// A second reader might see something else in these than the first.
    static let disguised: [HostileStatement] =
        HostileStatement.all(
            "has no end", "SELECT 'a", "SELECT \"a", "SELECT /* 1", "SELECT /* /* */ 1", "SELECT $$a", "SELECT $a$b$$",
            "SELECT E'a\\'", "SELECT 1 /* a /* b */ ; DELETE FROM orders", "SELECT 'it''s", "SELECT $x$ $X$")
        + HostileStatement.all(
            "Two strings stand side by side", "SELECT 'a' 'b'", "SELECT 'a'\n'; DELETE FROM orders'", "SELECT E'a' 'b'",
            "SELECT 'a' /* */ 'b'", "SELECT $$a$$ $$b$$", "SELECT 'a' U&'b'")
        + HostileStatement.all(
            "An escape in a string is not allowed", "SELECT E'\\x27'", "SELECT E'\\047'", "SELECT E'\\0'",
            "SELECT E'\\u0000'",
            "SELECT E'\\u12'", "SELECT E'\\UFFFFFFFF'", "SELECT U&'\\0000'", "SELECT U&'\\D800'", "SELECT U&'\\12'",
            "SELECT U&\"\\+FFFFFF\"", "SELECT E'\\q'")
        + HostileStatement.all(
            "is not allowed", "SELECT B'1'", "SELECT X'1F'", "SELECT N'a'", "SELECT `pg_sleep`(1)", "SELECT 1\u{0}",
            "SELECT\u{00A0}1", "SELECT\u{200B}1", "SELECT 1 \\; DELETE FROM orders",
            "SELECT 1\u{FF1B} DELETE FROM orders",
            "SELECT \u{2018}a\u{2019}", "SELECT 1 \u{2212} 1", "SELECT {fn now()}")
        + HostileStatement.all(
            "is not expected here", "SELECT U&'a!0041' UESCAPE '!'", "SELECT * FROM U&\"orders\" UESCAPE '!'",
            "SELECT 1 2",
            "SELECT 1 a b", "SELECT a b c FROM orders", "SELECT * FROM orders o p", "SELECT :'name'",
            "SELECT :\"name\"",
            "SELECT a := 1 FROM orders", "SELECT 1 WHERE 1 = 1 LIMIT 1 WHERE 2 = 2")
        + HostileStatement.all(
            "not with a dollar sign", "SELECT $1", "SELECT $1; DELETE FROM orders", "SELECT $1::regclass", "SELECT $a b"
        )
        + HostileStatement.all(
            "A number is followed by something", "SELECT 1a", "SELECT 0x1F", "SELECT 1_000", "SELECT 1.5.2",
            "SELECT 1e5e5",
            "SELECT 123abc FROM orders", "SELECT 1$1", "SELECT 1..2")

    static let malformed: [HostileStatement] =
        HostileStatement.all("It is empty", "", "   ", "-- SELECT 1", "/* SELECT 1 */", "\n\t")
        + HostileStatement.all(
            "It ends too early", "SELECT", "SELECT 1 +", "SELECT * FROM", "SELECT (1", "WITH a AS (SELECT 1)",
            "SELECT 1 WHERE",
            "SELECT CASE WHEN 1 = 1 THEN 1", "SELECT count(", "SELECT 1 UNION", "VALUES (1), ")
        + HostileStatement.all("There is more than one statement", ";", "; SELECT 1")
        + [
            HostileStatement(
                text: "SELECT " + String(repeating: "(", count: 60) + "1" + String(repeating: ")", count: 60),
                reason: "nested more than"),
            HostileStatement(
                text: "SELECT " + String(repeating: "((SELECT 1) + ", count: 50) + "1"
                    + String(repeating: ")", count: 50), reason: "nested more than"),
            HostileStatement(text: "SELECT " + String(repeating: "1, ", count: 2500) + "1", reason: "more than 4000"),
            HostileStatement(
                text: "SELECT '" + String(repeating: "x", count: 20_000) + "'", reason: "longer than 16384"),
            HostileStatement(text: "SELECT " + String(repeating: "x", count: 64), reason: "A name is longer than 63"),
            HostileStatement(
                text: "SELECT \"pg_" + String(repeating: "x", count: 61) + "\"(1)", reason: "A name is longer than 63"),
            HostileStatement(text: "SELECT \"\"", reason: "A name is empty"),
        ]
}
