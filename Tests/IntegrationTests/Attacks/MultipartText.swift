import HubCore

/// A form of files, written from an object: each member is a part, and each text of a list. Lists are files, and come last.
struct MultipartText {
    private static let boundary = "a-boundary-that-no-attack-holds"

    let contentType = "multipart/form-data; boundary=" + boundary
    let bytes: [UInt8]

    init(_ form: JSONValue) {
        let members = form.objectValue ?? [:]
        let fields = members.filter { $0.value.arrayValue == nil }.map { name, value in
            Self.part("name=\"\(name)\"", value.stringValue ?? value.text)
        }
        let files = members.flatMap { name, value in
            (value.arrayValue ?? []).enumerated().map { index, file in
                Self.part("name=\"\(name)\"; filename=\"file-\(index).md\"", file.stringValue ?? file.text)
            }
        }
        bytes = Array(((fields + files).joined() + "--\(Self.boundary)--\r\n").utf8)
    }

    private static func part(_ parameters: String, _ content: String) -> String {
        "--\(boundary)\r\nContent-Disposition: form-data; \(parameters)\r\n\r\n\(content)\r\n"
    }
}
