import HubCore

/// One field of a body: the JSON Schema that describes it, and the way it is read. One value says both, so that what
/// is described is what is accepted.
struct Field<Value: Sendable>: Sendable {
    let name: String
    let description: FieldDescription
    /// Reads a value that is not null; a problem when it is not what the schema says.
    let read: @Sendable (JSONValue) throws(FieldFault) -> Value

    init(
        _ name: String, _ schema: JSONObject, _ text: String,
        read: @escaping @Sendable (JSONValue) throws(FieldFault) -> Value
    ) {
        self.name = name
        description = FieldDescription(name: name, schema: schema, text: text)
        self.read = read
    }
}

/// A field without its type, for shapes and documents.
struct FieldDescription: Sendable {
    let name: String
    /// Without `null`: a shape adds that to optional fields.
    let schema: JSONObject
    let text: String
}

/// What is wrong with a value: one problem, or several below it. Pointers are relative to the field.
struct FieldFault: Error {
    let problems: [FieldProblem]

    init(_ message: String) { problems = [FieldProblem(pointer: "", message: message)] }
    init(_ problems: [FieldProblem]) { self.problems = problems }
}

/// Lengths are in Unicode scalars, as JSON Schema counts them: what `maxLength` lets through is taken.
extension Field where Value == String {
    static func string(_ name: String, _ text: String, maximum: Int = 20_000) -> Field {
        Field(name, ["type": "string", "maxLength": .int(maximum)], text) { value throws(FieldFault) in
            try Self.text(value, maximum: maximum)
        }
    }

    /// A string that is not blank.
    static func words(_ name: String, _ text: String, maximum: Int = 20_000) -> Field {
        Field(name, ["type": "string", "minLength": 1, "maxLength": .int(maximum), "pattern": "\\S"], text) {
            value throws(FieldFault) in
            let words = try Self.text(value, maximum: maximum)
            if words.allSatisfy(\.isWhitespace) { throw FieldFault("is required: a string that is not blank.") }
            return words
        }
    }

    private static func text(_ value: JSONValue, maximum: Int) throws(FieldFault) -> String {
        guard let text = value.stringValue else { throw FieldFault("must be a string, not \(value.typeName).") }
        guard text.unicodeScalars.count <= maximum else {
            throw FieldFault("may have \(maximum) characters at the most.")
        }
        return text
    }
}

extension Field {
    /// A string that is the text of a value: an id, a name of a certain form. `rule` completes "must be …".
    static func parsed(
        _ name: String, _ text: String, pattern: String, rule: String, parse: @escaping @Sendable (String) -> Value?
    ) -> Field {
        Field(name, ["type": "string", "pattern": .string(pattern)], text) { value throws(FieldFault) in
            guard let text = value.stringValue, let parsed = parse(text) else { throw FieldFault("must be \(rule).") }
            return parsed
        }
    }

    /// The id of a row.
    static func id<Table>(_ name: String, _ text: String) -> Field where Value == RowID<Table> {
        Field(name, ["type": "string", "format": "uuid"], text) { value throws(FieldFault) in
            guard let id = value.stringValue.flatMap({ RowID<Table>($0) }) else {
                throw FieldFault("must be an id, a UUID.")
            }
            return id
        }
    }
}

extension Field where Value == Bool {
    static func bool(_ name: String, _ text: String) -> Field {
        Field(name, ["type": "boolean"], text) { value throws(FieldFault) in
            guard let bool = value.boolValue else { throw FieldFault("must be true or false, not \(value.typeName).") }
            return bool
        }
    }
}

extension Field where Value == Int {
    static func integer(_ name: String, in range: ClosedRange<Int>, _ text: String) -> Field {
        Field(
            name, ["type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound)], text
        ) { value throws(FieldFault) in
            guard let number = value.intValue, range.contains(number) else {
                throw FieldFault("must be an integer from \(range.lowerBound) to \(range.upperBound).")
            }
            return number
        }
    }
}

extension Field where Value == [String] {
    static func strings(_ name: String, maximum: Int, length: Int = 20_000, _ text: String) -> Field {
        Field(
            name,
            [
                "type": "array", "maxItems": .int(maximum),
                "items": ["type": "string", "maxLength": .int(length)],
            ], text
        ) { value throws(FieldFault) in
            guard let elements = value.arrayValue, elements.count <= maximum,
                case let texts = elements.compactMap(\.stringValue), texts.count == elements.count,
                texts.allSatisfy({ $0.unicodeScalars.count <= length })
            else { throw FieldFault("must be an array of at most \(maximum) strings of at most \(length) characters.") }
            return texts
        }
    }
}

extension Field where Value == JSONValue {
    /// A JSON Schema, as far as its own form goes.
    static func schema(_ name: String, _ text: String) -> Field {
        Field(name, ["type": ["object", "boolean"]], text) { value throws(FieldFault) in
            if value.objectValue == nil, value.boolValue == nil {
                throw FieldFault("must be a JSON Schema, an object, not \(value.typeName).")
            }
            return value
        }
    }

    static func object(_ name: String, _ text: String) -> Field {
        Field(name, ["type": "object"], text) { value throws(FieldFault) in
            if value.objectValue == nil { throw FieldFault("must be an object, not \(value.typeName).") }
            return value
        }
    }
}

extension Field where Value: RawRepresentable<String> & CaseIterable {
    /// One of the words of a closed set.
    static func word(_ name: String, _ text: String) -> Field {
        Field(name, ["enum": .strings(Value.allCases.map(\.rawValue))], text) { value throws(FieldFault) in
            guard let word = value.stringValue.flatMap(Value.init) else {
                throw FieldFault(
                    "must be one of " + Value.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") + ".")
            }
            return word
        }
    }
}

extension Field {
    /// An object with a shape of its own.
    static func nested(
        _ name: String, _ shape: BodyShape, _ text: String,
        read: @escaping @Sendable (inout BodyReader) -> Value
    ) -> Field {
        Field(name, shape.schema, text) { value throws(FieldFault) in
            try Self.read(value, shape, read)
        }
    }

    /// An array of objects of one shape.
    static func list<Element: Sendable>(
        _ name: String, of shape: BodyShape, maximum: Int, _ text: String,
        read: @escaping @Sendable (inout BodyReader) -> Element
    ) -> Field where Value == [Element] {
        Field(name, ["type": "array", "maxItems": .int(maximum), "items": .object(shape.schema)], text) {
            value throws(FieldFault) in
            guard let elements = value.arrayValue, elements.count <= maximum else {
                throw FieldFault("must be an array of at most \(maximum) objects.")
            }
            var problems: [FieldProblem] = []
            var list: [Element] = []
            for (index, element) in elements.enumerated() {
                do throws(FieldFault) {
                    list.append(try Field<Element>.read(element, shape, read))
                } catch {
                    problems += error.problems.map {
                        FieldProblem(pointer: "/\(index)\($0.pointer)", message: $0.message)
                    }
                }
            }
            if !problems.isEmpty { throw FieldFault(problems) }
            return list
        }
    }

    private static func read(
        _ value: JSONValue, _ shape: BodyShape, _ read: @Sendable (inout BodyReader) -> Value
    ) throws(FieldFault) -> Value {
        guard let object = value.objectValue else {
            throw FieldFault("must be an object, not \(value.typeName).")
        }
        var reader = BodyReader(object, shape)
        let result = read(&reader)
        if !reader.problems.isEmpty { throw FieldFault(reader.problems) }
        return result
    }
}
