import Foundation
import HubCore
import HubStorage
import Testing

@testable import agenthub

@Suite struct DemoLibraryTests {
    private func with(_ body: (HubStores, TenantScope) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "agenthub-\(UUID().uuidString).sqlite")
        defer {
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) }
        }
        let database = try await SQLiteDatabase.openMigrated(path: file.path)
        let stores = HubStores(database)
        try await body(stores, TenantScope(tenant: try #require(TenantID(DemoSeed.tenant))))
        await database.close()
    }

    private func seed(_ stores: HubStores) async throws {
        try await DemoSeed(
            tenants: stores.tenants, agents: stores.agents, tools: stores.tools, permissions: stores.permissions,
            files: stores.files, knowledge: stores.knowledge, erp: "http://127.0.0.1:1"
        ).run()
    }

    @Test func theHandbookIsPutThereOnceHoweverOftenTheServerStarts() async throws {
        try await with { stores, scope in
            try await seed(stores)
            let first = try await stores.knowledge.documents(scope, collection: nil, after: nil, limit: 10)
            #expect(Set(first.map(\.name)) == ["company-handbook.md", "so-tay-cong-ty.md"])
            #expect(Set(first.compactMap(\.language)) == [.english, .vietnamese])
            #expect(first.allSatisfy { $0.state == .queued && $0.collection.rawValue == DemoHandbook.collection })
            try await seed(stores)
            let second = try await stores.knowledge.documents(scope, collection: nil, after: nil, limit: 10)
            #expect(second == first)
            #expect(try await stores.files.usage(scope).files == 2)
            let job = try #require(try await stores.knowledge.job(scope, id: first[0].job))
            #expect(job.items.map(\.outcome) == [.accepted, .accepted])
        }
    }

    @Test func aWorkerFindsWhatTheHandbookSays() async throws {
        try await with { stores, scope in
            try await seed(stores)
            let claim = try #require(
                try await stores.documents.claim(worker: "w", now: Date(), expired: .distantPast, most: 2))
            #expect(claim.scope == scope)
            let bytes = try await stores.files.read(
                scope, id: claim.document.file, offset: 0, length: claim.document.size)
            let text = DemoHandbook.all.first { $0.name == claim.document.name }?.text
            #expect(bytes.map { String(decoding: $0, as: UTF8.self) } == text)
        }
    }
}
