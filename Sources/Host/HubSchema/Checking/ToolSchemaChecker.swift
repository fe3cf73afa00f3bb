import HubCore

/// Checks the schemas that administrators write, with a pointer and a sentence for each problem.
package struct ToolSchemaChecker: SchemaChecker {
    package init() {}

    package func problems(withInputSchema schema: JSONValue) -> [FieldProblem] {
        let problems = problems(withSchema: schema)
        guard problems.isEmpty else { return problems }
        guard Self.isObjectSchema(schema) else {
            return [FieldProblem(pointer: "/type", message: "must be \"object\": a tool's arguments are one object")]
        }
        return Self.reservedNames(in: schema)
    }

    package func problems(withSchema schema: JSONValue) -> [FieldProblem] {
        do throws(SchemaError) {
            let dialect = schema["$schema"]?.stringValue.flatMap(SchemaDialect.init(metaschema:)) ?? .draft202012
            let violations = try Metaschema.compiled(for: dialect).violations(of: schema)
            guard violations.isEmpty else {
                return violations.map {
                    FieldProblem(pointer: $0.instancePointer.description, message: $0.message)
                }
            }
            _ = try CompiledSchema(schema)
            return []
        } catch {
            return [FieldProblem(pointer: error.pointer.description, message: error.message)]
        }
    }

    package func violations(of arguments: JSONValue, by schema: JSONValue) -> [FieldProblem] {
        do throws(SchemaError) {
            return try CompiledSchema(schema).violations(of: arguments).map {
                FieldProblem(pointer: $0.instancePointer.description, message: $0.message)
            }
        } catch {
            return [FieldProblem(pointer: "", message: "the tool's input schema does not compile: \(error.message)")]
        }
    }

    private static func isObjectSchema(_ schema: JSONValue) -> Bool {
        switch schema["type"] {
        case .string(let name): name == "object"
        case .array(let names): names == ["object"]
        case .null, .bool, .number, .object, nil: false
        }
    }

    /// Every name that any part of the schema gives to a member.
    private static func reservedNames(in schema: JSONValue) -> [FieldProblem] {
        do throws(SchemaError) {
            var catalog = SchemaCatalog(given: .none, defaultDialect: .draft202012)
            let root = try catalog.add(schema, at: SchemaURI(""))
            let places = catalog.subschemas(ofDocument: root.document)
                .sorted { $0.pointer.description < $1.pointer.description }
            var seen: Set<String> = []
            return places.flatMap { place in
                names(in: catalog.value(at: place)?.objectValue ?? [:], at: place.pointer)
                    .filter { seen.insert($0.0).inserted }
                    .compactMap { name, pointer in
                        ReservedName(name).map {
                            FieldProblem(pointer: pointer.description, message: "\"\(name)\" \($0.explanation)")
                        }
                    }
            }
        } catch {
            return [FieldProblem(pointer: error.pointer.description, message: error.message)]
        }
    }

    private static func names(in schema: JSONObject, at pointer: JSONPointer) -> [(String, JSONPointer)] {
        var names: [(String, JSONPointer)] = []
        for keyword in ["properties", "dependentSchemas", "dependentRequired", "dependencies"] {
            for (name, value) in schema[keyword]?.objectValue ?? [:] {
                let place = pointer.appending(keyword).appending(name)
                names.append((name, place))
                names += strings(in: value, at: place)
            }
        }
        names += strings(in: schema["required"], at: pointer.appending("required"))
        let nameSchema = pointer.appending("propertyNames")
        names += strings(in: schema["propertyNames"]?["enum"], at: nameSchema.appending("enum"))
        if let name = schema["propertyNames"]?["const"]?.stringValue {
            names.append((name, nameSchema.appending("const")))
        }
        for source in schema["patternProperties"]?.objectValue?.keys ?? [] {
            let place = pointer.appending("patternProperties").appending(source)
            names += namesMeant(byPattern: source).map { ($0, place) }
        }
        return names
    }

    private static func strings(in value: JSONValue?, at pointer: JSONPointer) -> [(String, JSONPointer)] {
        (value?.arrayValue ?? []).enumerated().compactMap { position, element in
            element.stringValue.map { ($0, pointer.appending(position)) }
        }
    }

    /// The reserved names among those that the pattern singles out. One that takes any name asks for none.
    private static func namesMeant(byPattern source: String) -> [String] {
        guard let pattern = try? Pattern(source) else { return [] }
        func takes(_ name: String) -> Bool {
            var effort = 10_000
            return pattern.match(in: name, effort: &effort) == .matched
        }
        if takes("amount") || takes("note") { return [] }
        return ["tenant", "tenant_id", "tenantId", "user_id", "userId", "password", "api_key", "token"].filter(takes)
            .prefix(1).map(\.self)
    }
}
