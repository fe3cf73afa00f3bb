import HubCore

/// What is to be checked, and how; the same for the parent and for its children.
package struct CheckOptions: Sendable {
    package enum Problem: Error, Sendable, CustomStringConvertible {
        case unknownCheck(String)
        case notJSON(option: String, reason: String)
        case notResponse(String)
        case outOfRange

        package var description: String {
            switch self {
            case .unknownCheck(let id):
                "There is no check \"\(id)\"; there are \(CheckCatalog.all.map { $0.id }.joined(separator: ", "))."
            case .notJSON(let option, let reason):
                "\(option) expects a JSON document, or TYPE=JSON for one tool type: \(reason)."
            case .notResponse(let reason):
                "--response expects a JSON document or @FILE, or TYPE=… for one tool type: \(reason)."
            case .outOfRange:
                "--rounds expects a number from 1 to 1000000, --timeout one of milliseconds from 10 to 600000."
            }
        }
    }

    /// The plugin.
    package var file: String
    /// What every random choice comes from.
    package var seed: UInt64
    /// Random inputs a type gets in the check that looks for odd ones.
    package var rounds: Int
    /// The ids of the checks that are wanted; empty: all.
    package var only: [String]
    /// How long the plugin may take for what should be done at once, a completion after its deadline for one.
    package var patience: Duration
    /// As they were written, to be handed on.
    private let configurationTexts: [String]
    private let inputTexts: [String]
    private let configurations: [String: JSONValue]
    private let inputs: [String: JSONValue]
    private let responseTexts: [String]
    private let responses: [String: [[UInt8]]]
    private let settingsTexts: [String]
    /// What an operator sets for the plugin; nil: nothing.
    let settings: JSONValue?

    package init(
        file: String, seed: UInt64, rounds: Int = 200, only: [String] = [], configurations: [String] = [],
        inputs: [String] = [], responses: [String] = [], settings: String? = nil, patience: Duration = .seconds(5)
    ) throws(Problem) {
        let isInRange = (1...1_000_000).contains(rounds) && (10...600_000).contains(patience.milliseconds)
        guard isInRange else { throw .outOfRange }
        self.file = file
        self.seed = seed
        self.rounds = rounds
        self.only = only
        self.patience = patience
        configurationTexts = configurations
        inputTexts = inputs
        for id in only where !CheckCatalog.all.contains(where: { $0.id == id }) { throw .unknownCheck(id) }
        self.configurations = try Self.byType(configurations, option: "--config")
        self.inputs = try Self.byType(inputs, option: "--input")
        (responseTexts, self.responses) = try Self.bodies(responses)
        settingsTexts = settings.map { [$0] } ?? []
        self.settings = try Self.byType(settingsTexts, option: "--settings")[""]
    }

    /// What the author gives as a configuration of that type; nil: nothing.
    func configuration(of type: String) -> JSONValue? { configurations[type] ?? configurations[""] }

    /// What the author gives as an input of that type; nil: nothing.
    func input(of type: String) -> JSONValue? { inputs[type] ?? inputs[""] }

    /// Bodies that the author gives as good answers to that type's HTTP requests, in the order of the requests.
    func responses(of type: String) -> [[UInt8]] { responses[type] ?? responses[""] ?? [] }

    /// The command line that means these options, without the program.
    package func arguments(only ids: [String]) -> [String] {
        var words = ["plugin", "check", file, "--seed", String(seed), "--rounds", String(rounds)]
        words += ["--timeout", String(patience.milliseconds)]
        for id in ids { words += ["--only", id] }
        for text in configurationTexts { words += ["--config", text] }
        for text in inputTexts { words += ["--input", text] }
        for text in responseTexts { words += ["--response", text] }
        for text in settingsTexts { words += ["--settings", text] }
        return words
    }

    /// Under "" what holds for every type.
    private static func byType(_ texts: [String], option: String) throws(Problem) -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for text in texts {
            let (type, document) = split(text)
            do { values[type] = try JSONValue(parsing: document) } catch {
                throw .notJSON(option: option, reason: "\(error)")
            }
        }
        return values
    }

    /// The texts with whole paths, since checks run in folders of their own, and the bodies by type.
    private static func bodies(_ texts: [String]) throws(Problem) -> ([String], [String: [[UInt8]]]) {
        var (whole, bodies): ([String], [String: [[UInt8]]]) = ([], [:])
        for text in texts {
            let (type, document) = split(text)
            let prefix = type.isEmpty ? "" : "\(type)="
            if document.hasPrefix("@") {
                let path = ResponseFile.wholePath(String(document.dropFirst()))
                guard let bytes = ResponseFile.read(path) else {
                    throw .notResponse("\(path) is no file of at most 1 MiB that can be read")
                }
                whole.append("\(prefix)@\(path)")
                bodies[type, default: []].append(bytes)
            } else {
                do { _ = try JSONValue(parsing: document) } catch { throw .notResponse("\(error)") }
                whole.append(text)
                bodies[type, default: []].append(Array(document.utf8))
            }
        }
        return (whole, bodies)
    }

    /// `TYPE=DOCUMENT` in its parts; the type is empty when none is named.
    private static func split(_ text: String) -> (type: String, document: String) {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex, text[..<sign].utf8.allSatisfy(isTypeByte)
        else { return ("", text) }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }

    private static func isTypeByte(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
    }
}

extension Duration {
    var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
    var nanoseconds: UInt64 { UInt64(max(0, milliseconds)) * 1_000_000 }
}
