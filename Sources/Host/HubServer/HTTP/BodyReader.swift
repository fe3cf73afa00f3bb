import HubCore

/// Reads the members of a JSON object as a shape describes them, and remembers every problem, so that one answer names
/// them all.
struct BodyReader {
    private let object: JSONObject
    private let shape: BodyShape
    private(set) var problems: [FieldProblem] = []

    /// Notes at once what is required and missing, and what is not of the shape.
    init(_ object: JSONObject, _ shape: BodyShape) {
        self.object = object
        self.shape = shape
        for field in shape.fields where shape.required.contains(field.name) {
            if object[field.name]?.isNull ?? true { note(field.name, "is required: \(field.text)") }
        }
        for field in shape.solid.sorted() where !shape.required.contains(field) {
            if object[field]?.isNull == true { note(field, "must not be null.") }
        }
        let strangers = object.keys.filter { !shape.admits($0) }.prefix(Problem.maximumFields + 1)
        if strangers.isEmpty { return }
        let known = shape.fields.map(\.name).sorted().joined(separator: ", ")
        for key in strangers { note(key, "is not a field of this body. Known: \(known).") }
    }

    /// Throws a 422 that names every problem found. To be called last.
    func finish() throws {
        if !problems.isEmpty { throw Problem.invalid(problems) }
    }

    mutating func note(_ member: String, _ message: String) {
        problems.append(FieldProblem(pointer: JSONPointer(tokens: [member]).description, message: message))
    }

    mutating func note(_ problem: FieldProblem) { problems.append(problem) }

    /// Whether the member is there, null included.
    func has(_ field: Field<some Sendable>) -> Bool { object[field.name] != nil }

    /// The member's value; nil when it is missing, null or wrong.
    mutating func value<Value>(_ field: Field<Value>) -> Value? {
        precondition(shape.has(field.name), "a body is read by its own shape's fields")
        guard let value = object[field.name], !value.isNull else { return nil }
        do throws(FieldFault) {
            return try field.read(value)
        } catch {
            let prefix = JSONPointer(tokens: [field.name]).description
            for problem in error.problems {
                note(FieldProblem(pointer: prefix + problem.pointer, message: problem.message))
            }
            return nil
        }
    }

    /// Sets what the member says: its value, or the default for null; leaves it as it is when the member is missing.
    mutating func set<Value>(_ target: inout Value, _ field: Field<Value>, default value: Value) {
        guard has(field) else { return }
        target = self.value(field) ?? value
    }

    /// Sets a member that is never null to its value; leaves it as it is when the member is missing or wrong.
    mutating func set<Value>(_ target: inout Value, _ field: Field<Value>) {
        precondition(shape.solid.contains(field.name), "a field that may be null has something to go back to")
        if let value = value(field) { target = value }
    }

    /// Sets what the member says: its value, or nil for null; leaves it as it is when the member is missing.
    mutating func set<Value>(_ target: inout Value?, _ field: Field<Value>) {
        guard has(field) else { return }
        target = value(field)
    }
}
