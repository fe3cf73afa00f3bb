import HubCore

/// The supervisor's model's answer, as it was asked to give it.
struct SupervisorAnswer: Sendable, Equatable {
    private static let maximumIntentBytes = 64

    /// The names that the tenant has, each once, in the model's order.
    var agents: [String]
    var language: Language?
    var intent: String?
    /// 0 to 1.
    var confidence: Double

    /// nil when the text is not the JSON object that was asked for. Names that the tenant does not have are dropped.
    init?(_ text: String, isKnown: (String) -> Bool) {
        let answer: JSONValue
        do throws(JSONParseError) {
            answer = try JSONValue(parsing: text)
        } catch {
            return nil
        }
        guard let names = answer["agents"]?.arrayValue, let confidence = answer["confidence"]?.doubleValue,
            confidence.isFinite
        else { return nil }
        var agents: [String] = []
        for name in names {
            guard let name = name.stringValue else { return nil }
            if isKnown(name), !agents.contains(name) { agents.append(name) }
        }
        self.agents = agents
        self.confidence = min(max(confidence, 0), 1)
        language = answer["language"]?.stringValue.flatMap(Language.init(rawValue:))
        let intent = FieldName.snake(answer["intent"]?.stringValue ?? "")
        self.intent = intent.isEmpty || intent.utf8.count > Self.maximumIntentBytes ? nil : intent
    }
}
