/// Words that mean something by themselves.
enum Keywords {
    private static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    /// Neither a column nor a table can be called so without quotes.
    static let reserved = words(
        """
        all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column
        concurrently constraint create cross current_catalog current_date current_role current_schema current_time
        current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from
        full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
        localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references
        returning right select session_user similar some symmetric system_user table tablesample then to trailing true union
        unique user using variadic verbose when where window with
        """)

    /// Besides the reserved ones, what may follow an expression, so that it is no alias unless AS says so.
    static let continuing = words(
        """
        between escape filter over within respect ignore at day hour minute month second year nulls preceding following
        rows range groups exclude partition returning set operator glob regexp match indexed values
        """)

    /// What a statement other than SELECT begins with, or an administrator might write for one.
    static let statements = words(
        """
        abort alter analyze attach begin call checkpoint close cluster comment commit copy create deallocate declare delete
        detach discard do drop end execute explain fetch grant import insert listen load lock merge move notify pragma prepare
        reassign refresh reindex release replace reset revoke rollback savepoint security set show start table truncate
        unlisten update vacuum
        """)

    /// They say who is asking or where, which is not for a statement to know.
    static let session = words(
        "current_catalog current_role current_schema current_user session_user system_user user")

    static let clock = words("current_date current_time current_timestamp localtime localtimestamp")
}
