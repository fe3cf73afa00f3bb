import Foundation
import HubCore
import HubStorage

/// Files for tests of what becomes of them.
struct FileFixture {
    let store: SQLFileStore

    static func file(
        _ size: Int, id: FileID = FileID(), purpose: StoredFile.Purpose = .chat, user: UserID = .ann,
        name: String = "a.txt", createdAt: Date = TurnFixture.start
    ) -> StoredFile {
        StoredFile(
            id: id, purpose: purpose, user: user, name: name, mediaType: .text, size: size,
            digest: String(repeating: "0", count: 60) + String(1000 + size, radix: 16), createdAt: createdAt)
    }

    /// Bytes of every value, which repeat at no piece's end.
    static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 251 ^ $0 / 65536 & 0xFF) } }

    /// Begins the file and writes its bytes, but does not finish it.
    func write(_ scope: TenantScope, _ id: FileID, _ bytes: [UInt8]) async throws {
        try await store.begin(scope, id)
        for (index, start) in stride(from: 0, to: bytes.count, by: SQLFileStore.pieceBytes).enumerated() {
            let end = min(start + SQLFileStore.pieceBytes, bytes.count)
            try await store.append(scope, id, index: index, Array(bytes[start..<end]))
        }
    }

    @discardableResult
    func keep(_ scope: TenantScope, _ file: StoredFile, quota: Int = .max) async throws -> Bool {
        try await write(scope, file.id, Self.bytes(file.size))
        return try await store.finish(scope, file, quota: quota)
    }
}

extension SQLFileStore {
    /// How many files the tenant keeps, and bytes.
    func kept(_ scope: TenantScope) async throws -> [Int] {
        let usage = try await usage(scope)
        return [usage.files, usage.bytes]
    }
}
