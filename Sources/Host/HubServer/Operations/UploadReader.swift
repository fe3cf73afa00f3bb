import HubCore

/// Reads a form of files as its shape describes it: the fields once, then file by file.
struct UploadReader {
    private var reader: MultipartReader
    private let shape: MultipartShape
    /// The first file's part, which ended the fields.
    private var next: MultipartPart?
    private var files = 0

    init(_ reader: MultipartReader, _ shape: MultipartShape) {
        self.reader = reader
        self.shape = shape
    }

    /// The fields, each a string. 422 for a part that the form does not have, or has twice, and for a text that is none.
    mutating func fields() async throws -> BodyReader {
        var fields = JSONObject()
        while let part = try await reader.nextPart() {
            if part.name == shape.file.name {
                next = part
                break
            }
            guard shape.fields.has(part.name) else { throw stranger(part) }
            guard fields[part.name] == nil else { throw wrong(part, "may be there only once.") }
            guard let bytes = try await reader.content(upTo: MultipartShape.maximumField) else {
                throw wrong(part, "may have \(MultipartShape.maximumField) bytes at the most.")
            }
            guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
                throw wrong(part, "must be UTF-8 without the character U+0000.")
            }
            fields[part.name] = .string(text)
        }
        return BodyReader(fields, shape.fields)
    }

    /// The next file, whose bytes are to be read now; nil after the last. 422 where there is none at all, or one too many, or
    /// a field that comes too late.
    mutating func nextFile() async throws -> MultipartPart? {
        var part = next
        next = nil
        if part == nil { part = try await reader.nextPart() }
        guard let part else {
            if files == 0 { throw Problem.invalid("/\(shape.file.name)", "is required: \(shape.file.text)") }
            return nil
        }
        guard part.name == shape.file.name else {
            if shape.fields.has(part.name) { throw wrong(part, "must stand before the files, once.") }
            throw stranger(part)
        }
        files += 1
        guard files <= shape.maximumFiles else {
            throw wrong(part, "may be there \(shape.maximumFiles) times at the most.")
        }
        return part
    }

    /// More of the file; nil at its end, which is to be read only once.
    mutating func nextBytes() async throws -> [UInt8]? { try await reader.nextBytes() }

    private func stranger(_ part: MultipartPart) -> Problem {
        let known = (shape.fields.fields.map(\.name) + [shape.file.name]).sorted().joined(separator: ", ")
        return wrong(part, "is not a part of this form. Known: \(known).")
    }

    private func wrong(_ part: MultipartPart, _ message: String) -> Problem {
        .invalid(JSONPointer(tokens: [part.name]).description, message)
    }
}
