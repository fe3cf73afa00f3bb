/// How a schema resource is to be read: its dialect, and in 2020-12 the vocabularies that its metaschema names.
struct SchemaRules: Sendable {
    let dialect: SchemaDialect
    let vocabularies: SchemaVocabularies

    init(_ dialect: SchemaDialect, vocabularies: SchemaVocabularies = .standard) {
        self.dialect = dialect
        self.vocabularies = vocabularies
    }

    /// The keyword of that name; nil when these rules do not know it, so that it is to be ignored.
    func keyword(_ name: String) -> SchemaKeyword? {
        guard let keyword = SchemaKeyword(rawValue: name) else { return nil }
        switch dialect {
        case .draft202012:
            guard let vocabulary = keyword.vocabulary else { return nil }
            return vocabularies.isDisjoint(with: vocabulary) ? nil : keyword
        case .draft7: return keyword.isOfDraft7 ? keyword : nil
        }
    }
}
