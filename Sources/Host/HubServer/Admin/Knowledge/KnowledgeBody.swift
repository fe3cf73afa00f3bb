import HubCore

/// What administrators write of knowledge.
enum KnowledgeBody {
    static let namePattern = "^[a-z0-9][a-z0-9_-]{0,63}$"
    static let nameRule = "1 to 64 of a-z, 0-9, \"-\" and \"_\", the first a letter or a digit"

    static let collection = Field<CollectionName>.parsed(
        "collection", "The knowledge base: \(nameRule). It is made where there is none.", pattern: namePattern,
        rule: nameRule, parse: { CollectionName($0) })
    static let title = Field.words(
        "title", "What the document is called in citations (its file's name); only with one file.", maximum: 200)
    static let language = Field<Language>.word("language", "The documents' language; absent: found out.")
    static let metadata = Field<JSONObject>(
        "metadata", text(of: ["type": "object", "maxProperties": .int(maximumFacts)]),
        "A JSON object of texts, numbers and flags that searches may filter by; absent: what the document had."
    ) { value throws(FieldFault) in
        guard let object = try parsed(value).objectValue, object.count <= maximumFacts, object.allSatisfy(isFact) else {
            throw FieldFault(
                "must be a JSON object of at most \(maximumFacts) texts of 1000 characters, numbers and flags.")
        }
        return object
    }
    static let principals = Field<[Principal]>(
        "principals",
        text(of: ["type": "array", "minItems": 1, "maxItems": .int(maximumPrincipals), "items": ["type": "string"]]),
        "A JSON list of who may read the documents, each `user:ID` or `role:NAME`; absent: what the document had, or "
            + "whoever may use the tool."
    ) { value throws(FieldFault) in
        let texts = try parsed(value).arrayValue?.map(\.stringValue) ?? []
        let principals = texts.compactMap { $0.flatMap(Principal.init) }
        guard (1...maximumPrincipals).contains(texts.count), principals.count == texts.count else {
            throw FieldFault(
                "must be a JSON list of 1 to \(maximumPrincipals), each \"user:ID\" or \"role:NAME\", the role one of "
                    + Role.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        return principals
    }

    static let upload = MultipartShape(
        BodyShape(
            "KnowledgeUpload", required: [collection.name],
            solid: [title.name, language.name, metadata.name, principals.name],
            [
                collection.description, title.description, language.description, metadata.description,
                principals.description,
            ]), file: "file",
        "A document with its filename, which is its name in the collection. PDF, DOCX, HTML, Markdown, CSV, plain text, PNG, "
            + "JPEG, TIFF or WebP, by its bytes. Behind the other parts.", maximumFiles: 100,
        example: [
            "collection": "handbook", "language": "en", "metadata": #"{"year": 2026}"#,
            "principals": #"["role:user"]"#, "file": ["# Returns\n\nReturns are accepted within 30 days."],
        ])

    static let description = Field.string("description", "What is in it, for people.", maximum: 1000)
    static let chunk = Field.integer(
        "chunk_characters", in: 200...8000, "Characters of a chunk at the most (1200).")
    static let overlap = Field.integer(
        "overlap_characters", in: 0...4000,
        "Characters that a chunk repeats of the one before it: to half of a chunk (150).")
    static let settings = BodyShape(
        "KnowledgeCollectionSettings", [description.description, chunk.description, overlap.description],
        example: ["description": "What employees ask.", "chunk_characters": 1200, "overlap_characters": 150])

    private static let maximumFacts = 32
    private static let maximumPrincipals = 100

    /// A text that is JSON.
    private static func text(of content: JSONValue) -> JSONObject {
        ["type": "string", "contentMediaType": "application/json", "contentSchema": content]
    }

    private static func parsed(_ value: JSONValue) throws(FieldFault) -> JSONValue {
        do {
            let parsed = try JSONValue(parsing: Array((value.stringValue ?? "").utf8))
            if !parsed.containsNUL { return parsed }
        } catch {
            throw FieldFault("must be JSON: \(error).")
        }
        throw FieldFault("must not contain the character U+0000.")
    }

    private static func isFact(_ name: String, _ value: JSONValue) -> Bool {
        guard (1...64).contains(name.unicodeScalars.count) else { return false }
        return switch value {
        case .string(let text): text.unicodeScalars.count <= 1000
        case .number, .bool: true
        case .null, .array, .object: false
        }
    }
}
