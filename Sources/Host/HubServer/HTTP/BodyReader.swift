import HubCore

/// Reads the members of a JSON object strictly, and remembers every problem, so that one answer names them all.
struct BodyReader {
    private let object: JSONObject
    private let prefix: String
    private var known: Set<String> = []
    private(set) var problems: [FieldProblem] = []

    init(_ object: JSONObject, at pointer: String = "") {
        self.object = object
        prefix = pointer
    }

    /// Throws a 422 that names every problem found, unknown members included. To be called last.
    mutating func finish() throws {
        noteUnknownMembers()
        if !problems.isEmpty { throw Problem.invalid(problems) }
    }

    mutating func note(_ member: String, _ message: String) {
        problems.append(FieldProblem(pointer: prefix + JSONPointer(tokens: [member]).description, message: message))
    }

    mutating func note(_ problem: FieldProblem) { problems.append(problem) }

    mutating func has(_ member: String) -> Bool { value(member) != nil }

    /// The member's value; nil when it is missing or null.
    mutating func value(_ member: String) -> JSONValue? {
        known.insert(member)
        guard let value = object[member], !value.isNull else { return nil }
        return value
    }

    mutating func string(_ member: String, maximum: Int = 20_000) -> String? {
        guard let value = value(member) else { return nil }
        guard let text = value.stringValue else {
            note(member, "must be a string, not \(value.typeName).")
            return nil
        }
        guard text.utf8.count <= maximum else {
            note(member, "may have \(maximum) bytes at the most.")
            return nil
        }
        return text
    }

    /// A string that must be there and not be blank; empty when it is not, with the problem noted.
    mutating func requiredString(_ member: String, maximum: Int = 20_000) -> String {
        let wasKnown = problems.count
        let text = string(member, maximum: maximum)
        if let text, !text.allSatisfy(\.isWhitespace) { return text }
        if problems.count == wasKnown { note(member, "is required: a string that is not blank.") }
        return ""
    }

    mutating func bool(_ member: String) -> Bool? {
        guard let value = value(member) else { return nil }
        if value.boolValue == nil { note(member, "must be true or false, not \(value.typeName).") }
        return value.boolValue
    }

    mutating func integer(_ member: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = value(member) else { return nil }
        guard let number = value.intValue, range.contains(number) else {
            note(member, "must be an integer from \(range.lowerBound) to \(range.upperBound).")
            return nil
        }
        return number
    }

    mutating func object(_ member: String) -> JSONObject? {
        guard let value = value(member) else { return nil }
        if value.objectValue == nil { note(member, "must be an object, not \(value.typeName).") }
        return value.objectValue
    }

    mutating func strings(_ member: String, maximum: Int) -> [String]? {
        guard let value = value(member) else { return nil }
        guard let elements = value.arrayValue, elements.count <= maximum,
            case let texts = elements.compactMap(\.stringValue), texts.count == elements.count
        else {
            note(member, "must be an array of at most \(maximum) strings.")
            return nil
        }
        return texts
    }

    /// One of the words of a closed set.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(_ member: String, _: Word.Type) -> Word? {
        guard let text = string(member) else { return nil }
        if let word = Word(rawValue: text) { return word }
        note(member, "must be one of " + Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") + ".")
        return nil
    }

    /// Reads a member that is an object by a reader of its own, whose problems become this one's.
    mutating func nested<Value>(_ member: String, _ read: (inout BodyReader) -> Value) -> Value? {
        guard let object = object(member) else { return nil }
        var reader = BodyReader(object, at: prefix + JSONPointer(tokens: [member]).description)
        let value = read(&reader)
        reader.noteUnknownMembers()
        problems += reader.problems
        return value
    }

    private mutating func noteUnknownMembers() {
        for key in object.keys where !known.contains(key) {
            note(key, "is not a field of this body. Known: \(known.sorted().joined(separator: ", ")).")
        }
    }
}
