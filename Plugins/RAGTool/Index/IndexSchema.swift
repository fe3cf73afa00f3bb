import CSQLite

/// The tables of an index file, and how one is told from other files.
enum IndexSchema {
    /// "AHri"; https://www.sqlite.org/pragma.html#pragma_application_id.
    private static let application: Int64 = 0x4148_7269
    /// Counts the changes of the tables and of how texts become words, which the index repeats when a passage leaves it.
    private static let version: Int64 = 1

    enum Verdict { case ours, empty, foreign }

    static func verdict(on connection: SQLiteConnection) throws(SQLiteFailure) -> Verdict {
        let application = try connection.first("PRAGMA application_id") { $0.int(0) } ?? 0
        let version = try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
        if application == Self.application { return version == Self.version ? .ours : .foreign }
        let tables = try connection.first("SELECT count(*) FROM sqlite_schema") { $0.int(0) } ?? 0
        return application == 0 && version == 0 && tables == 0 ? .empty : .foreign
    }

    /// Makes the tables; within a transaction that found the file empty.
    static func create(in connection: SQLiteConnection) throws(SQLiteFailure) {
        // One row: counts the transactions that changed anything, so that what processes keep in memory is known to be old.
        try connection.run("CREATE TABLE state (sequence INTEGER NOT NULL) STRICT")
        try connection.run("INSERT INTO state VALUES (0)")
        // revision: where the documents come from elsewhere, the state of that place which is here.
        try connection.run(
            "CREATE TABLE collections (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, revision TEXT) STRICT")
        // Vectors of different models are never compared.
        try connection.run(
            """
            CREATE TABLE spaces (id INTEGER PRIMARY KEY, model TEXT NOT NULL, dimensions INTEGER NOT NULL, \
            UNIQUE (model, dimensions)) STRICT
            """)
        // A new version is a new row with a new id, which no memory of the old one can be taken for. tag names the version
        // where the documents come from elsewhere.
        try connection.run(
            """
            CREATE TABLE documents (id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, name TEXT NOT NULL, \
            tag TEXT, title TEXT NOT NULL, language TEXT, metadata TEXT NOT NULL, restricted INTEGER NOT NULL, \
            space INTEGER, chunks INTEGER NOT NULL, UNIQUE (collection, name)) STRICT
            """)
        try connection.run("CREATE INDEX documents_by_tag ON documents (tag) WHERE tag IS NOT NULL")
        try connection.run(
            """
            CREATE TABLE principals (document INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (document, name)) \
            STRICT, WITHOUT ROWID
            """)
        try connection.run(
            """
            CREATE TABLE chunks (id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL, \
            position INTEGER NOT NULL, text TEXT NOT NULL, page INTEGER, heading TEXT) STRICT
            """)
        try connection.run("CREATE UNIQUE INDEX chunks_of_documents ON chunks (document, position)")
        // Float32, little-endian, of length 1.
        try connection.run(
            """
            CREATE TABLE vectors (chunk INTEGER PRIMARY KEY, space INTEGER NOT NULL, document INTEGER NOT NULL, \
            value BLOB NOT NULL) STRICT
            """)
        try connection.run("CREATE INDEX vectors_of_spaces ON vectors (space, chunk, document)")
        // The words are made by `Word`; the tokenizer only cuts at the spaces between them. exact has those with marks.
        try connection.run(
            "CREATE VIRTUAL TABLE words USING fts5(folded, exact, content='', tokenize='ascii')")
        try connection.run("INSERT INTO words (words, rank) VALUES ('rank', 'bm25(1.0, 2.0)')")
        try connection.run("CREATE VIRTUAL TABLE terms USING fts5vocab(words, col)")
        try connection.run("PRAGMA application_id = 1095266921")
        try connection.run("PRAGMA user_version = 1")
    }
}
