/// A body of multipart/form-data as a client writes it.
struct FormText {
    static let boundary = "----a-boundary.27"
    static let contentType = "multipart/form-data; boundary=\"\(boundary)\""

    private var parts: [[UInt8]] = []
    private var hasEnd = true

    init() {}

    func field(_ name: String, _ text: String) -> FormText {
        adding("Content-Disposition: form-data; name=\"\(name)\"\r\n", Array(text.utf8))
    }

    /// `filename` as it stands between its quotation marks; nil: none.
    func file(_ content: [UInt8], filename: String? = "a.txt", name: String = "file") -> FormText {
        let filename = filename.map { "; filename=\"\($0)\"" } ?? ""
        return adding(
            "Content-Disposition: form-data; name=\"\(name)\"\(filename)\r\nContent-Type: application/octet-stream\r\n",
            content)
    }

    func file(_ content: String, filename: String? = "a.txt") -> FormText {
        file(Array(content.utf8), filename: filename)
    }

    func adding(_ head: String, _ content: [UInt8]) -> FormText {
        var form = self
        form.parts.append(Array((head + "\r\n").utf8) + content)
        return form
    }

    /// Without its last boundary: its client went away.
    var cut: FormText {
        var form = self
        form.hasEnd = false
        return form
    }

    var bytes: [UInt8] {
        let end = hasEnd ? "--\(Self.boundary)--\r\n" : ""
        return parts.flatMap { Array("--\(Self.boundary)\r\n".utf8) + $0 + Array("\r\n".utf8) } + Array(end.utf8)
    }
}
