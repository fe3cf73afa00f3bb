import Foundation
import HubCore

/// Where settings come from: an option of the command line, else its environment variable, else for secrets the file
/// that `…_FILE` names. The only place that reads the environment.
struct SettingSource {
    private let environment: [String: String]

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
    }

    /// The option when given, else the variable; an empty variable counts as unset.
    func text(_ variable: String, option: String? = nil) -> String? {
        let value = option ?? environment[variable]
        return value?.isEmpty == true ? nil : value
    }

    /// The variable, or the text of the file that `VARIABLE_FILE` names.
    func secret(_ variable: String) throws -> Secret? {
        if let value = text(variable) { return Secret(value) }
        guard let path = text(variable + "_FILE") else { return nil }
        do {
            let content = try String(contentsOfFile: path, encoding: .utf8)
            return Secret(content.trimmingCharacters(in: .whitespacesAndNewlines))
        } catch {
            throw ConfigurationError(
                setting: variable + "_FILE", expectation: "a text file that can be read was expected.",
                example: "\(variable)_FILE=/run/secrets/\(variable.lowercased())")
        }
    }

    func integer(_ variable: String, option: Int? = nil, in range: ClosedRange<Int>, example fallback: Int) throws
        -> Int?
    {
        guard let text = text(variable, option: option.map(String.init)) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw ConfigurationError(
                setting: variable,
                expectation: "an integer from \(range.lowerBound) to \(range.upperBound) was expected.",
                example: "\(variable)=\(fallback)")
        }
        return number
    }

    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ variable: String, option: String? = nil, default fallback: Word
    ) throws -> Word {
        guard let text = text(variable, option: option) else { return fallback }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConfigurationError(
                setting: variable, expectation: "one of \(words) was expected.",
                example: "\(variable)=\(fallback.rawValue)")
        }
        return word
    }
}
