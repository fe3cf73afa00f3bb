import HubCore
import HubSchema
import Support
import Testing

@testable import HubModels

/// What holds for any tool, any message and any result, with seeds that reproduce.
@Suite struct BuiltinModelPropertyTests {
    @Test(arguments: 0..<60)
    func whatIsCalledIsWhatTheSchemaTakes(_ seed: Int) async throws {
        var random = SeededNumbers(seed: UInt64(seed))
        let tool = random.tool()
        let schema = try CompiledSchema(tool.inputSchema)
        for language in Language.allCases {
            let message = random.message(for: tool, language: language)
            let response = try await Scene(tools: [tool], language: language).respond(to: message)
            #expect(!response.toolCalls.isEmpty, "\(message) → \(response.text)")
            for call in response.toolCalls {
                let arguments = try JSONValue(parsing: call.arguments)
                #expect(schema.violations(of: arguments) == [], "\(message) → \(call.arguments)")
                for name in arguments.objectValue?.keys ?? [] { #expect(tool.inputSchema["properties"]?[name] != nil) }
            }
        }
    }

    @Test(arguments: 0..<60)
    func anyMessageIsAnsweredAndAlwaysAlike(_ seed: Int) async throws {
        var random = SeededNumbers(seed: UInt64(1000 + seed))
        let tools = (0..<Int.random(in: 1...5, using: &random)).map { _ in random.tool() }
        let scene = Scene(tools: tools, language: random.one(of: Language.allCases))
        let message = random.noise()
        let first = try await scene.respond(to: message)
        let second = try await scene.respond(to: message)
        #expect(first.toolCalls == second.toolCalls && first.text == second.text)
        #expect(first.toolCalls.count <= CallPlanner.callLimit)
        #expect(first.toolCalls.isEmpty == !first.text.isEmpty)
        #expect(first.stopReason == (first.toolCalls.isEmpty ? .needsInput : .toolCalls))
    }

    @Test(arguments: 0..<120)
    func anyResultIsWordedWithinBounds(_ seed: Int) async throws {
        var random = SeededNumbers(seed: UInt64(2000 + seed))
        let result = random.value(depth: 5)
        for format in OutputFormat.allCases {
            for language in Language.allCases {
                let scene = Scene(tools: [.debt], language: language, format: format)
                let answer = try await scene.answer("MST 0104985841", .success(result))
                #expect(!answer.text.isEmpty)
                #expect(answer.text.utf8.count <= AnswerWording.answerLimit + 8)
                #expect(answer.stopReason == .end)
                #expect(
                    !answer.text.unicodeScalars.contains {
                        $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F || $0 == "\u{202E}"
                    })
            }
        }
    }

    @Test func aHugeResultIsCutOffAtALine() async throws {
        let row = JSONValue.object(
            JSONObject((0..<30).map { ("field_\($0)", JSONValue.string(String(repeating: "x", count: 100))) }))
        let result = JSONValue.array(Array(repeating: row, count: 400))
        let answer = try await Scene(tools: [.debt]).answer("MST 0104985841", .success(result))
        #expect(answer.text.utf8.count <= AnswerWording.answerLimit + 8)
        #expect(answer.text.hasPrefix("400 results for MST 0104985841:\n- Field 0: xxx"))
        #expect(answer.text.hasSuffix("x\n…"))
    }
}

extension SeededNumbers {
    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }

    /// A property of a random kind, and a value of it as it would be written.
    private mutating func property() -> (schema: JSONValue, sample: String) {
        switch Int.random(in: 0..<6, using: &self) {
        case 0:
            let count = Int.random(in: 3...9, using: &self)
            return (["type": "string", "pattern": .string("^[0-9]{\(count)}$")], digits(count))
        case 1:
            let prefix = letters(2).uppercased()
            return (["type": "string", "pattern": .string("^\(prefix)[0-9]{4}$")], prefix + digits(4))
        case 2:
            return (["type": "string", "format": "date"], "2025-0\(Int.random(in: 1...9, using: &self))-1\(digits(1))")
        case 3: return (["type": "integer", "minimum": 1, "maximum": 99], "\(Int.random(in: 1...99, using: &self))")
        case 4:
            let words = [word(), word(), word()]
            return (["type": "string", "enum": .strings(words)], words[1])
        default: return (["type": "string"], "\"\(word()) \(word())\"")
        }
    }

    private static let samples = "x-sample"

    mutating func tool() -> ModelTool {
        var properties = JSONObject()
        for _ in 0..<Int.random(in: 1...3, using: &self) {
            var (schema, sample) = property()
            if var members = schema.objectValue {
                members[Self.samples] = .string(sample)
                schema = .object(members)
            }
            properties["\(word())_\(word())"] = schema
        }
        return ModelTool(
            name: "\(word())_\(word())", description: "\(word()) \(word())",
            inputSchema: ["type": "object", "properties": .object(properties), "required": .strings(properties.keys)])
    }

    /// Words that give every argument by its name.
    mutating func message(for tool: ModelTool, language: Language) -> String {
        var parts: [String] = []
        for (name, schema) in tool.inputSchema["properties"]?.objectValue ?? JSONObject() {
            let sample = schema[Self.samples]?.stringValue ?? ""
            let label = name.split(separator: "_").joined(separator: " ")
            parts.append(language == .english ? "\(label) \(sample)" : "\(label) là \(sample)")
        }
        parts.shuffle(using: &self)
        return (language == .english ? "show me " : "cho tôi xem ") + parts.joined(separator: ", ")
    }

    mutating func noise() -> String {
        let alphabet: [String] = [
            "a", "B", "7", "00", " ", " ", " ", ",", ".", "-", "/", ":", "\"", "'", "ợ", "\u{323}", "\n", "😀", "\u{0}",
            "@",
            "%", "today", "last", "month", "ngày", "15/10/2025", "nợ", "quý", "top", "1.5", "tỷ", "“", "”", "+84", "[",
            "]",
        ]
        return (0..<Int.random(in: 0...80, using: &self)).map { _ in one(of: alphabet) }.joined()
    }

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2:
            return .number(
                JSONNumber(literal: one(of: ["0", "-1.50", "1e400", "12345678901234567890", "2025"]))
                    ?? JSONNumber(0 as Int64))
        case 3:
            return .string(
                one(of: ["2025-10-15", "a|b\n- c", "", "\u{202E}x\u{7}", "2025-10-15T08:00:00Z", "Công nợ"]))
        case 4: return .string(noise())
        case 5: return .int(Int.random(in: 0...100_000, using: &self))
        case 6:
            let count = Int.random(in: 0...60, using: &self)
            return .array((0..<min(count, 1 << depth)).map { _ in value(depth: depth - 1) })
        case 7:
            let keys = [word(), word(), "amount", "date"]
            return .array(
                (0..<Int.random(in: 0...6, using: &self)).map { _ in
                    .object(JSONObject(keys.map { ($0, value(depth: 0)) }))
                })
        default:
            let names = ["currency", "id", "total_amount", "", "date", "a.b", word(), word(), "x\ny"]
            return .object(
                JSONObject(
                    (0..<Int.random(in: 0...8, using: &self)).map { _ in
                        (one(of: names), value(depth: depth - 1))
                    }))
        }
    }
}
