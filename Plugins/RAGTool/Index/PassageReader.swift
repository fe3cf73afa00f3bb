/// Reads the passages of chunks that were found.
struct PassageReader {
    let connection: SQLiteConnection

    /// In the order of the matches, at most `count`: a text that stands in two documents is one passage.
    func passages(_ matches: [Match], count: Int) throws(SQLiteFailure) -> [Passage] {
        var (passages, texts): ([Passage], Set<String>) = ([], [])
        for match in matches {
            guard passages.count < count else { break }
            let passage = try connection.first(
                """
                SELECT c.text, d.name, d.title, k.name, c.page, c.heading, c.position, d.language, d.metadata \
                FROM chunks c JOIN documents d ON d.id = c.document JOIN collections k ON k.id = d.collection \
                WHERE c.id = ?1
                """, [.int(match.chunk)]
            ) { row in
                Passage(
                    text: row.text(0), score: match.score, document: row.text(1), title: row.text(2),
                    collection: row.text(3), page: row.optionalInt(4), heading: row.optionalText(5),
                    chunk: Int(row.int(6)), language: row.optionalText(7), metadata: row.text(8))
            }
            if let passage, texts.insert(passage.text).inserted { passages.append(passage) }
        }
        return passages
    }
}
