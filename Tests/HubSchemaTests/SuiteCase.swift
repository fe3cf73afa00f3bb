import Foundation
import HubCore
import HubSchema
import Support

/// One case of the official JSON Schema test suite, and what became of it.
struct SuiteCase: Sendable {
    static let folder = "json-schema-test-suite"

    let name: String
    let schema: JSONValue
    let instance: JSONValue
    let isValid: Bool

    /// The cases of the files of one folder below `tests`.
    static func all(in directory: String, named files: [String]? = nil) throws -> [SuiteCase] {
        let names = try files ?? fileNames(below: "\(folder)/tests/\(directory)")
        return try names.flatMap { file in
            let document = try JSONValue(parsing: TestData.bytes("\(folder)/tests/\(directory)/\(file)"))
            return (document.arrayValue ?? []).flatMap { group in
                (group["tests"]?.arrayValue ?? []).map { test in
                    SuiteCase(
                        name: "\(file): \(group["description"]?.stringValue ?? "") / "
                            + (test["description"]?.stringValue ?? ""),
                        schema: group["schema"] ?? .null, instance: test["data"] ?? .null,
                        isValid: test["valid"]?.boolValue ?? false)
                }
            }
        }
    }

    /// The suite's remote documents by the URI that it serves them at.
    static func remotes() throws -> SchemaResources {
        guard let root = TestData.folder?.appending(path: "\(folder)/remotes") else { return .none }
        var documents: [String: JSONValue] = [:]
        for case let path as String in FileManager.default.enumerator(atPath: root.path) ?? .init()
        where path.hasSuffix(".json") {
            documents["http://localhost:1234/\(path)"] = try JSONValue(
                parsing: TestData.bytes("\(folder)/remotes/\(path)"))
        }
        return SchemaResources(documents)
    }

    /// nil when the verdict is right.
    func failure(
        dialect: SchemaDialect, resources: SchemaResources, formats: FormatPolicy = .annotation
    ) -> String? {
        do {
            let compiled = try CompiledSchema(schema, dialect: dialect, resources: resources, formats: formats)
            let violations = compiled.violations(of: instance)
            guard compiled.accepts(instance) == violations.isEmpty else { return "\(name): two verdicts" }
            guard violations.isEmpty == isValid else {
                return "\(name): \(isValid ? "refused, \(violations.map(\.message))" : "accepted")"
            }
            return nil
        } catch {
            return "\(name): \(error)"
        }
    }

    private static func fileNames(below path: String) throws -> [String] {
        guard let folder = TestData.folder else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path)
            .filter { $0.hasSuffix(".json") }.sorted()
    }
}
