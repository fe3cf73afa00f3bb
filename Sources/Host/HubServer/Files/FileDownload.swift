import HTTPTypes
import HubCore
import Hummingbird
import NIOCore

/// One file's bytes on their way to whom it belongs to. Whatever they are, a browser saves them and shows, sniffs and runs nothing of
/// them: a tool may have written what a stranger told it.
struct FileDownload: Sendable {
    /// The file went while it was read: its answer has no end, so the connection is closed.
    struct Gone: Error {}

    let file: StoredFile
    let scope: TenantScope
    let files: any FileStore
    /// Kept until all of it is sent.
    let place: TenantPlaces.Place
    var connection = ClientConnection()
    /// How long a client may take nothing: it would keep its connection for ever.
    var timing = StreamTiming()

    /// The first piece is read before the head is sent, so that what cannot be read is refused as ever.
    func response() async throws -> Response {
        guard let first = try await piece(at: 0) else { throw Problem.notFound("file") }
        return Response(
            status: .ok,
            headers: [
                .contentType: file.mediaType.rawValue, .contentDisposition: Self.disposition(file.name),
                .xContentTypeOptions: "nosniff", .contentSecurityPolicy: "default-src 'none'; sandbox",
                .cacheControl: "no-store",
            ],
            body: ResponseBody(contentLength: file.size) { writer in
                var piece = first
                var sent = 0
                while !piece.isEmpty {
                    try await self.write(piece, to: &writer)
                    sent += piece.count
                    guard sent < file.size else { break }
                    guard let next = try await self.piece(at: sent), !next.isEmpty else { throw Gone() }
                    piece = next
                }
                try await writer.finish(nil)
            })
    }

    private func write(_ piece: [UInt8], to writer: inout any ResponseBodyWriter) async throws {
        let end = timing.now() + timing.patience
        let alarm = Task { [timing, connection] in
            do { try await timing.sleep(end) } catch { return }
            // The piece may have been taken at that moment.
            if !Task.isCancelled { connection.close() }
        }
        defer { alarm.cancel() }
        try await writer.write(ByteBuffer(bytes: piece))
    }

    private func piece(at offset: Int) async throws -> [UInt8]? {
        try await storage {
            try await files.read(scope, id: file.id, offset: offset, length: type(of: files).pieceBytes)
        }
    }

    /// A name for old readers, and the whole of it for all others (RFC 6266 §4.3, RFC 8187 §3.2).
    static func disposition(_ name: String) -> String {
        let plain = String(name.unicodeScalars.map { Self.isPlain($0) ? Character($0) : "_" })
        let whole = name.utf8.map {
            Self.isPlain(Unicode.Scalar($0)) && $0 != 0x20 ? "\(Character(Unicode.Scalar($0)))" : Self.encoded($0)
        }
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(whole.joined())"
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_", " ": true
        case _: false
        }
    }

    private static func encoded(_ byte: UInt8) -> String {
        let digits = Array("0123456789ABCDEF")
        return "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 0xF)])"
    }
}
