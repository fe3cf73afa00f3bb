import PluginSDK

/// What a call asks for.
struct OCRRequest: Sendable {
    /// The document's blob.
    let file: String
    let pages: PageSelection
    /// Whether the result lists each word.
    let wantsWords: Bool

    init(_ input: JSON) throws(ToolError) {
        guard let file = input["file"]?.stringValue, !file.isEmpty else {
            throw ToolError(.invalidInput, "The argument file is missing: the id of an uploaded image or PDF.")
        }
        self.file = file
        pages = try PageSelection(input["pages"])
        switch input["words"] {
        case nil, .null: wantsWords = false
        case .bool(let value): wantsWords = value
        case .number, .string, .array, .object:
            throw ToolError(.invalidInput, "The argument words is true or false.")
        }
    }
}
