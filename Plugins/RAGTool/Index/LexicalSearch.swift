import PluginSDK

/// Finds chunks by words: FTS5 gives the candidates by BM25, the words of each then say how well it fits and whether it has
/// enough of what is asked.
struct LexicalSearch {
    let connection: SQLiteConnection
    let scope: Scope
    let visible: VisibleDocuments

    /// How many candidates are looked at word by word.
    private static let candidates = 100
    /// How many words of a question FTS5 ranks by, at most, the ones that say most.
    private static let rankedWords = 8
    /// How many chunks, times the spellings that it ranks by, FTS5 is to rank where that is possible: each costs it some tenths
    /// of a microsecond.
    private static let work = 60_000
    /// Into how many parts the index is cut, and how many chunks of each that have a word are looked at, to know how many
    /// have it.
    private static let parts = 8
    private static let sample = 250

    private static let candidateQuery: SQL =
        """
        SELECT c.id, c.text, c.heading FROM words CROSS JOIN chunks c ON c.id = words.rowid \
        CROSS JOIN documents d ON d.id = c.document WHERE words MATCH ?4 AND words.rowid > ?5 AND
        """ + " " + Scope.condition + " ORDER BY words.rank LIMIT ?6"

    /// The best first, none that is irrelevant.
    ///
    /// Of a question whose words are all in very many chunks not all of these are ranked: those that have its rarest words, or
    /// else the newest, unless fewer than `enough` are found so.
    func matches(_ question: Question, enough: Int, limit: Int) throws(SQLiteFailure) -> [Match] {
        guard !question.words.isEmpty, visible.chunks > 0 else { return [] }
        let weights = WordWeights(counts: try counts(question), chunks: visible.chunks)
        // The rarest first. Of a very long question the others matter little.
        let needed = Array(
            weights.needed.sorted { weights.counts[$0] < weights.counts[$1] }.prefix(2 * Self.rankedWords))
        guard !needed.isEmpty else { return [] }
        let ranked = weights.known.sorted { weights.counts[$0] < weights.counts[$1] }.prefix(Self.rankedWords)
        var found: [Int64: Match] = [:]
        func add(_ needed: [Int], after first: Int64) throws(SQLiteFailure) {
            for match in try relevant(question, weights, anyOf: needed, ranked: Array(ranked), after: first) {
                let score = max(match.score, found[match.chunk]?.score ?? 0)
                found[match.chunk] = Match(chunk: match.chunk, score: score)
            }
        }
        let rows = try question.words.map { (word) throws(SQLiteFailure) in try count("folded", word.folded) }
        let spellings = (needed + ranked).reduce(0) { $0 + (question.words[$1].exact == nil ? 1 : 2) }
        let most = Self.work / spellings
        let sum = needed.reduce(0) { $0 + rows[$1] }
        if sum > most {
            var total = 0
            let rarest = needed.prefix {
                total += rows[$0]
                return total <= most
            }
            if !rarest.isEmpty { try add(Array(rarest), after: 0) }
            if found.count < enough {
                let last = try connection.first("SELECT max(id) FROM chunks") { $0.int(0) } ?? 0
                try add(needed, after: last - Int64(Double(last) * Double(most) / Double(sum)))
            }
        }
        if sum <= most || found.count < enough { try add(needed, after: 0) }
        return Array(found.values.sorted { ($0.score, $1.chunk) > ($1.score, $0.chunk) }.prefix(limit))
    }

    /// The relevant ones among those after a chunk's id that have any of the needed words.
    private func relevant(
        _ question: Question, _ weights: WordWeights, anyOf needed: [Int], ranked: [Int], after first: Int64
    ) throws(SQLiteFailure) -> [Match] {
        let expression =
            needed.count >= ranked.count
            ? Self.either(needed, of: question)
            : "(\(Self.either(needed, of: question))) AND (\(Self.either(ranked, of: question)))"
        let candidates = try connection.all(
            Self.candidateQuery, scope.values + [.text(expression), .int(first), .int(Self.candidates)]
        ) { row in
            Candidate(
                chunk: row.int(0),
                words: (row.optionalText(2).map { Word.all(of: $0) } ?? []) + Word.all(of: row.text(1)))
        }
        let length = candidates.reduce(0) { $0 + Double($1.words.count) } / Double(max(1, candidates.count))
        let fit = LexicalFit(question: question, weights: weights, averageLength: max(1, length))
        return candidates.compactMap { candidate in
            fit.score(candidate.words).map { Match(chunk: candidate.chunk, score: $0) }
        }
    }

    private struct Candidate {
        let chunk: Int64
        let words: [Word]
    }

    /// Words for FTS5. They hold letters, digits and marks only, and stand in quotes: no one's text is syntax.
    private static func either(_ places: [Int], of question: Question) -> String {
        places.map { place in
            let word = question.words[place]
            let folded = "folded : \"\(word.folded)\""
            return word.exact.map { "\(folded) OR exact : \"\($0)\"" } ?? folded
        }.joined(separator: " OR ")
    }

    /// How many visible chunks have each word: in its own spelling where the question has marks, else in any.
    private func counts(_ question: Question) throws(SQLiteFailure) -> [Int] {
        var counts: [Int] = []
        for word in question.words {
            var count = 0
            if let exact = word.exact { count = try self.count("exact", exact) }
            if count == 0 { count = try self.count("folded", word.folded) }
            counts.append(count)
        }
        return counts
    }

    private func count(_ column: String, _ word: String) throws(SQLiteFailure) -> Int {
        let expression = "\(column) : \"\(word)\""
        return try visible.wordCounts.count(expression) { () throws(SQLiteFailure) in
            // What others may not see counts for nobody else: then the visible ones are counted one by one.
            try visible.isAll ? indexed(column, word) : sampled(expression)
        }
    }

    private func indexed(_ column: String, _ term: String) throws(SQLiteFailure) -> Int {
        try connection.first("SELECT doc FROM terms WHERE term = ?1 AND col = ?2", [.text(term), .text(column)]) {
            Int($0.int(0))
        } ?? 0
    }

    private static let sampleQuery: SQL =
        """
        SELECT c.id, c.document FROM words CROSS JOIN chunks c ON c.id = words.rowid \
        WHERE words MATCH ?1 AND words.rowid BETWEEN ?2 AND ?3
        """

    /// Of a word that very many chunks have, some from each part of the index say how many there will be.
    private func sampled(_ expression: String) throws(SQLiteFailure) -> Int {
        guard let range = visible.range else { return 0 }
        let width = (range.upperBound - range.lowerBound) / Int64(Self.parts) + 1
        var (count, isCut) = (0.0, false)
        for part in 0..<Int64(Self.parts) {
            let first = range.lowerBound + part * width
            let end = min(range.upperBound, first + width - 1)
            guard first <= end else { break }
            var (seen, found, last) = (0, 0, end)
            try connection.run(Self.sampleQuery, [.text(expression), .int(first), .int(end)]) { row in
                seen += 1
                if visible.contains(row.int(1)) { found += 1 }
                if seen == Self.sample { last = row.int(0) }
                return seen < Self.sample
            }
            isCut = isCut || last < end
            count += Double(found) * Double(end - first + 1) / Double(last - first + 1)
        }
        // A word that was not met may still be in what was not looked at.
        return max(isCut ? 1 : 0, min(visible.chunks, Int(count.rounded())))
    }
}

/// A chunk that was found. Scores of different kinds of search are not compared.
struct Match: Sendable, Hashable {
    let chunk: Int64
    let score: Double
}
