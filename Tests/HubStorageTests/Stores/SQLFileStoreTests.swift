import Foundation
import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLFileStoreTests {
    private let scope = TenantID.acme.scope
    private let other = TenantID.globex.scope
    private static let pieces = SQLStatement("SELECT count(*) FROM file_pieces")

    private func run(_ body: (SQLFileStore, FileFixture, any SQLDatabase) async throws -> Void) async throws {
        try await TestDatabase.run {
            let store = SQLFileStore(database: $0)
            try await body(store, FileFixture(store: store), $0)
        }
    }

    @Test func givesAFileBackFromAnywhere() async throws {
        try await run { store, files, _ in
            let piece = SQLFileStore.pieceBytes
            let file = FileFixture.file(2 * piece + 1000)
            let bytes = FileFixture.bytes(file.size)
            #expect(try await files.keep(scope, file))
            #expect(try await store.file(scope, id: file.id) == file)
            let ranges = [
                0..<10, 0..<piece, piece - 7..<piece + 7, 1..<piece + 1, 2 * piece - 1..<2 * piece + 999,
                2 * piece..<2 * piece + 1000, file.size - 1..<file.size,
            ]
            for range in ranges {
                let read = try await store.read(scope, id: file.id, offset: range.lowerBound, length: range.count)
                #expect(read == Array(bytes[range]), "\(range)")
            }
            // Past the end there is nothing, and no more comes at once than is said.
            #expect(try await store.read(scope, id: file.id, offset: file.size - 3, length: 9)?.count == 3)
            #expect(try await store.read(scope, id: file.id, offset: file.size, length: 9) == [])
            #expect(try await store.read(scope, id: file.id, offset: 9 * piece, length: 9) == [])
            #expect(try await store.read(scope, id: file.id, offset: .max, length: 9) == [])
            #expect(try await store.read(scope, id: file.id, offset: 5, length: .max) == Array(bytes[5..<piece + 5]))
            #expect(try await store.read(scope, id: FileID(), offset: 0, length: 9) == nil)
        }
    }

    @Test func keepsAnEmptyFile() async throws {
        try await run { store, files, _ in
            let file = FileFixture.file(0)
            try await files.keep(scope, file)
            #expect(try await store.read(scope, id: file.id, offset: 0, length: 9) == [])
        }
    }

    /// Whoever writes may die at any moment.
    @Test func showsNothingOfAFileThatWasNeverFinished() async throws {
        try await run { store, files, database in
            let id = FileID()
            try await files.write(scope, id, FileFixture.bytes(SQLFileStore.pieceBytes + 5))
            try await store.begin(scope, FileID())
            #expect(try await database.count(Self.pieces) == 2)
            #expect(try await store.file(scope, id: id) == nil)
            #expect(try await store.read(scope, id: id, offset: 0, length: 1) == nil)
            #expect(try await store.files(scope, user: .ann, purpose: .chat, before: nil, limit: 9).isEmpty)
            #expect(try await store.kept(scope) == [0, 0])
            let old = Date(timeIntervalSinceNow: -60)
            #expect(try await store.removeAbandoned(begunBefore: old, chatFilesBefore: .distantPast) == 0)
            let later = Date(timeIntervalSinceNow: 60)
            #expect(try await store.removeAbandoned(begunBefore: later, chatFilesBefore: .distantPast) == 2)
            #expect(try await database.count(Self.pieces) == 0)
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM files")) == 0)
            await #expect(throws: FileStoreError.wrongPiece) { try await store.append(scope, id, index: 2, [1]) }
        }
    }

    @Test func refusesPiecesThatDoNotFollow() async throws {
        try await run { store, files, _ in
            let id = FileID()
            await #expect(throws: FileStoreError.wrongPiece) { try await store.append(scope, id, index: 0, [1]) }
            try await store.begin(scope, id)
            for (index, size) in [(0, 0), (0, SQLFileStore.pieceBytes + 1), (1, 5), (-1, 5)] {
                await #expect(throws: FileStoreError.wrongPiece) {
                    try await store.append(scope, id, index: index, FileFixture.bytes(size))
                }
            }
            try await store.append(scope, id, index: 0, [1, 2])
            // The last one was not full.
            await #expect(throws: FileStoreError.wrongPiece) { try await store.append(scope, id, index: 1, [3]) }
            await #expect(throws: SQLError.violation(.unique, statement: 0)) {
                try await store.append(scope, id, index: 0, [3])
            }
            await #expect(throws: FileStoreError.incomplete) {
                try await store.finish(scope, FileFixture.file(3, id: id), quota: .max)
            }
            #expect(try await store.finish(scope, FileFixture.file(2, id: id), quota: .max))
            // What is finished never changes.
            await #expect(throws: FileStoreError.wrongPiece) { try await store.append(scope, id, index: 0, [1]) }
            await #expect(throws: FileStoreError.incomplete) {
                try await store.finish(scope, FileFixture.file(2, id: id), quota: .max)
            }
            #expect(try await store.read(scope, id: id, offset: 0, length: 9) == [1, 2])
        }
    }

    @Test func keepsATenantsFilesWithinItsQuota() async throws {
        try await run { store, files, database in
            try await files.keep(scope, FileFixture.file(60), quota: 100)
            #expect(try await files.keep(other, FileFixture.file(90), quota: 100))
            let over = FileFixture.file(41)
            #expect(try await files.keep(scope, over, quota: 100) == false)
            #expect(try await store.file(scope, id: over.id) == nil)
            let rows = SQLStatement("SELECT count(*) FROM files WHERE id = $1", .id(over.id))
            #expect(try await database.count(rows) == 0)
            #expect(try await files.keep(scope, FileFixture.file(40), quota: 100))
            #expect(try await store.kept(scope) == [2, 100])
            #expect(try await store.kept(other) == [1, 90])
        }
    }

    @Test func keepsTheQuotaWhenManyFinishAtOnce() async throws {
        try await run { store, files, _ in
            let uploads = (0..<32).map { _ in FileFixture.file(100) }
            // At once too, so that there are connections enough for what follows.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for file in uploads {
                    group.addTask { [scope] in
                        for _ in 0..<20 { _ = try await store.usage(scope) }
                        try await files.write(scope, file.id, FileFixture.bytes(100))
                    }
                }
                try await group.waitForAll()
            }
            let kept = try await withThrowingTaskGroup(of: Bool.self) { group in
                for file in uploads {
                    group.addTask { [scope] in try await store.finish(scope, file, quota: 350) }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(kept == 3)
            #expect(try await store.kept(scope) == [3, 300])
        }
    }

    @Test func keepsTenantsApartEvenWithEqualIDs() async throws {
        try await run { store, files, database in
            let file = FileFixture.file(10)
            try await files.keep(scope, file)
            #expect(try await store.file(other, id: file.id) == nil)
            #expect(try await store.read(other, id: file.id, offset: 0, length: 10) == nil)
            #expect(try await store.remove(other, id: file.id) == false)
            #expect(try await store.files(other, user: .ann, purpose: .chat, before: nil, limit: 9).isEmpty)
            let theirs = FileFixture.file(20, id: file.id, name: "b.txt")
            #expect(try await files.keep(other, theirs))
            #expect(try await store.file(scope, id: file.id) == file)
            #expect(try await store.file(other, id: file.id) == theirs)
            #expect(try await store.read(scope, id: file.id, offset: 0, length: 99)?.count == 10)
            #expect(try await store.remove(scope, id: file.id))
            #expect(try await store.remove(scope, id: file.id) == false)
            #expect(try await store.read(other, id: file.id, offset: 0, length: 99)?.count == 20)
            #expect(try await database.count(Self.pieces) == 1)
        }
    }

    @Test func listsAUsersFilesOfAPurposeTheLatestFirst() async throws {
        try await run { store, files, _ in
            let mine = (0..<5).map {
                FileFixture.file(1, name: "\($0)", createdAt: TurnFixture.start.addingTimeInterval(Double($0 / 2)))
            }
            let latest = TurnFixture.start.addingTimeInterval(9)
            let others = [
                FileFixture.file(1, user: .bob, createdAt: latest),
                FileFixture.file(1, purpose: .knowledge, createdAt: latest),
            ]
            for file in mine + others {
                try await files.keep(scope, file)
            }
            let expected = mine.sorted { ($0.createdAt, "\($0.id)") > ($1.createdAt, "\($1.id)") }
            var listed: [StoredFile] = []
            var page: [StoredFile]
            repeat {
                page = try await store.files(
                    scope, user: .ann, purpose: .chat, before: listed.last?.id, limit: 2)
                listed += page
            } while !page.isEmpty
            #expect(listed == expected)
            let foreign = try await store.files(scope, user: .bob, purpose: .chat, before: listed[0].id, limit: 9)
            #expect(foreign.isEmpty)
        }
    }

    @Test func sweepsOldChatFilesAndWhatNoKnowledgeBaseTook() async throws {
        try await run { store, files, database in
            let start = TurnFixture.start
            let old = (0..<60).map { _ in FileFixture.file(1, createdAt: start.addingTimeInterval(-1)) }
            let kept = [
                FileFixture.file(1, createdAt: start),
                FileFixture.file(1, purpose: .knowledge, name: "taken", createdAt: start.addingTimeInterval(-1)),
            ]
            for file in old + kept { try await files.keep(scope, file) }
            let orphan = FileFixture.file(1, purpose: .knowledge)
            try await files.keep(other, orphan)
            try await KnowledgeFixture(database: database).take(scope, kept[1])
            let now = Date(timeIntervalSinceNow: 60)
            #expect(try await store.removeAbandoned(begunBefore: .distantPast, chatFilesBefore: start) == 60)
            #expect(try await store.removeAbandoned(begunBefore: now, chatFilesBefore: start) == 1)
            #expect(try await store.file(other, id: orphan.id) == nil)
            for file in kept { #expect(try await store.file(scope, id: file.id) == file) }
            #expect(try await database.count(Self.pieces) == 2)
        }
    }

    /// It goes with its document.
    @Test func removesNoDocumentsFile() async throws {
        try await run { store, files, database in
            let file = FileFixture.file(1, purpose: .knowledge)
            try await files.keep(scope, file)
            try await KnowledgeFixture(database: database).take(scope, file)
            #expect(try await store.remove(scope, id: file.id) == false)
            #expect(try await store.file(scope, id: file.id) == file)
        }
    }
}
