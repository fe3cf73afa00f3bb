import Foundation

/// A body of multipart/form-data: fields first, then files, which are all named `file`.
struct UploadForm {
    let bytes: [UInt8]
    let contentType: String

    init(fields: [(name: String, text: String)] = [], files: [(name: String, bytes: [UInt8])]) {
        let boundary = UUID().uuidString
        var bytes: [UInt8] = []
        for field in fields {
            bytes += Array(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field.name)\"\r\n\r\n\(field.text)\r\n".utf8)
        }
        for file in files {
            let name = file.name.replacing("\"", with: "%22")
            bytes += Array(
                ("--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
                    + "Content-Type: application/octet-stream\r\n\r\n").utf8)
            bytes += file.bytes + Array("\r\n".utf8)
        }
        self.bytes = bytes + Array("--\(boundary)--\r\n".utf8)
        contentType = "multipart/form-data; boundary=\(boundary)"
    }
}
