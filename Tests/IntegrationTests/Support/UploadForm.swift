import HubCore

/// A form of files as browsers send it.
struct UploadForm {
    struct File: Sendable {
        let name: String
        let bytes: [UInt8]

        init(_ name: String, _ bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }

        init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }
    }

    private static let boundary = "a-boundary-that-no-file-holds"

    let contentType = "multipart/form-data; boundary=" + boundary
    let bytes: [UInt8]
    /// Where each file's content ends in `bytes`.
    let ends: [Int]

    init(_ fields: [(name: String, value: String)] = [], files: [File]) {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for field in fields {
            bytes += Self.head("name=\"\(field.name)\"") + Array((field.value + "\r\n").utf8)
        }
        for file in files {
            bytes += Self.head("name=\"file\"; filename=\"\(file.name)\"") + file.bytes
            ends.append(bytes.count)
            bytes += Array("\r\n".utf8)
        }
        self.bytes = bytes + Array("--\(Self.boundary)--\r\n".utf8)
        self.ends = ends
    }

    private static func head(_ parameters: String) -> [UInt8] {
        Array("--\(boundary)\r\nContent-Disposition: form-data; \(parameters)\r\n\r\n".utf8)
    }
}
