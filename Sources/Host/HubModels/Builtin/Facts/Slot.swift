import HubCore
import HubSchema

/// One argument of a tool: what its schema, name, labels and description tell of the values that it takes and of the
/// words that announce them.
final class Slot: Sendable {
    /// How values are found in words.
    enum Kind: Sendable {
        /// A token such as a number of a document. Loose: its schema would take an ordinary word too, so that a value
        /// must be announced or look like one.
        case code(Looseness)
        /// One of these.
        case choice([JSONValue])
        case date(DateForm)
        case number
        case boolean
        /// The name of something, in words.
        case name
        /// The whole question.
        case question
        /// The id of a file that came with the message, or of the last one in the session.
        case attachment
        /// Always this value.
        case constant(JSONValue)
        /// Several of the element's kind.
        indirect case list(Kind)
        /// An object or another thing that words cannot give.
        case unsupported
    }

    enum Looseness: Sendable {
        case strict
        case loose
    }

    /// How the schema wants a date written.
    enum DateForm: Sendable {
        case day
        case month
        case dayFirst
        case time
    }

    enum Need: Sendable {
        case required
        case optional
    }

    let name: String
    /// The property's schema, a reference to a definition followed.
    let schema: JSONValue
    let need: Need
    let kind: Kind
    /// Where its value comes from, where the schema says so.
    let source: ArgumentSource?
    let shape: PatternShape?
    let cues: SlotCues
    let label: Label?
    /// nil when the schema does not compile: then everything is accepted here, and the loop's own check decides.
    private let element: CompiledSchema?
    private let whole: CompiledSchema?

    init(name: String, schema: JSONValue, root: JSONValue, need: Need, labels: [String: Label]) {
        let resolved = ArgumentSchema.resolved(schema, root: root)
        let reading = ArgumentSchema.reading(of: resolved)
        let whole = ArgumentSchema.compiled(schema, root: root)
        var element = whole
        var kindSchema = reading
        if reading["type"] == "array", let items = reading["items"], items.objectValue != nil {
            element = ArgumentSchema.compiled(items, root: root)
            kindSchema = ArgumentSchema.reading(of: ArgumentSchema.resolved(items, root: root))
        }
        let classifier = SlotClassifier(name: name, schema: kindSchema, check: element)
        self.name = name
        self.schema = reading
        self.need = need
        self.whole = whole
        self.element = element
        source = ArgumentSource(of: resolved) ?? ArgumentSource(of: kindSchema)
        let kind = source.map { Self.kind(from: $0) } ?? classifier.kind
        self.kind = reading["type"] == "array" ? .list(kind) : kind
        shape = kindSchema["pattern"]?.stringValue.flatMap { PatternShape($0) }
        label = labels[name]
        cues = SlotCues(name: name, schema: resolved, label: labels[name])
    }

    private static func kind(from source: ArgumentSource) -> Kind {
        switch source {
        case .message: .question
        case .attachment: .attachment
        }
    }

    /// The kind of one value.
    var elementKind: Kind {
        if case .list(let kind) = kind { kind } else { kind }
    }

    var isList: Bool {
        if case .list = kind { true } else { false }
    }

    /// The schema of one value.
    var elementSchema: JSONValue { isList ? schema["items"] ?? schema : schema }

    /// Whether one value fits.
    func accepts(_ value: JSONValue) -> Bool { element?.accepts(value) ?? true }

    /// Whether the whole argument fits: the list, where it takes one.
    func acceptsArgument(_ value: JSONValue) -> Bool { whole?.accepts(value) ?? true }

    /// Whether several values mean several calls.
    var isRepeatable: Bool {
        switch kind {
        case .code, .choice, .name, .attachment: true
        case .date, .number, .boolean, .question, .constant, .list, .unsupported: false
        }
    }
}
