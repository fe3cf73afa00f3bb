import FoundationEssentials

/// Where uploaded files are kept. A file is there whole or not at all: until it is finished nobody sees it, and one that
/// never is gets removed.
package protocol FileStore: Sendable {
    /// The most bytes that `append` takes at once and `read` gives at once.
    static var pieceBytes: Int { get }
    /// Begins a file, which nobody sees yet.
    func begin(_ scope: TenantScope, _ id: FileID) async throws
    /// Adds its next piece, which every piece but the last fills (`pieceBytes`); `index` counts from 0. Throws
    /// `FileStoreError.wrongPiece` for a piece that cannot follow, and where no file is begun.
    func append(_ scope: TenantScope, _ id: FileID, index: Int, _ bytes: [UInt8]) async throws
    /// Makes it visible, unless the tenant's files would then be over `quota` bytes: then it is removed and false returned.
    /// Files that are finished at the same moment are not over it together. Throws `FileStoreError.incomplete` unless its
    /// pieces are `file.size` bytes.
    func finish(_ scope: TenantScope, _ file: StoredFile, quota: Int) async throws -> Bool
    /// nil: no such file of the tenant's.
    func file(_ scope: TenantScope, id: FileID) async throws -> StoredFile?
    /// Up to `length` bytes from `offset`, fewer only at the end or where it is more than `pieceBytes`, none past the end;
    /// nil: no such file.
    func read(_ scope: TenantScope, id: FileID, offset: Int, length: Int) async throws -> [UInt8]?
    /// Whether it is finished or not. False when there is none, or when it is a knowledge document's, with which it goes.
    func remove(_ scope: TenantScope, id: FileID) async throws -> Bool
}

/// A user's own files.
package protocol FileCatalog: Sendable {
    /// The user's files of the purpose, the latest first; `before` continues after a page's last file.
    func files(
        _ scope: TenantScope, user: UserID, purpose: StoredFile.Purpose, before: FileID?, limit: Int
    ) async throws -> [StoredFile]
    /// Files and bytes that the tenant keeps.
    func usage(_ scope: TenantScope) async throws -> (files: Int, bytes: Int)
    /// Of all tenants: files that were begun before then and never finished, or finished for a knowledge base and never
    /// taken into it, and finished chat files of before `expiry`.
    /// Returns how many.
    func removeAbandoned(begunBefore: Date, chatFilesBefore expiry: Date) async throws -> Int
}

/// What whoever writes a file did wrong.
package enum FileStoreError: Error, Sendable, Hashable {
    /// No file of the id is begun (any more), the piece is empty or too large, or it does not follow a full one.
    case wrongPiece
    /// The file is not begun, or its pieces are not as many bytes as it is said to have.
    case incomplete
}
