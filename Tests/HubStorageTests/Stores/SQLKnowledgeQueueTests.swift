import Foundation
import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLKnowledgeQueueTests {
    private let scope = TenantID.acme.scope
    private let other = TenantID.globex.scope

    private func run(
        _ body: (SQLKnowledgeQueue, KnowledgeFixture, any SQLDatabase) async throws -> Void
    ) async throws {
        try await TestDatabase.run {
            let fixture = KnowledgeFixture(database: $0)
            try await body(fixture.queue, fixture, $0)
        }
    }

    private static let indexed = KnowledgeResult.indexed(pages: 3, chunks: 7, language: .vietnamese, title: "Sổ tay")

    @Test func givesAClaimAllThatAWorkerNeeds() async throws {
        try await run { queue, fixture, _ in
            #expect(try await fixture.claim() == nil)
            let collection = KnowledgeCollection(
                name: KnowledgeFixture.handbook, description: "d", chunkCharacters: 700, overlapCharacters: 70)
            try await fixture.store.put(scope, collection: collection, by: .operator)
            var document = try await fixture.upload(scope)
            let claim = try #require(try await fixture.claim("me"))
            document.state = .indexing
            #expect(claim.scope == scope)
            #expect(claim.document == document)
            #expect(claim.collection == collection)
            #expect(claim.worker == "me")
            #expect(claim.attempts == 0)
            #expect(try await fixture.store.document(scope, id: document.id) == document)
            #expect(try await fixture.claim() == nil)
        }
    }

    @Test func marksWhatIsIndexed() async throws {
        try await run { queue, fixture, _ in
            let document = try await fixture.upload(scope)
            let titled = try await fixture.upload(scope, "b.txt", 11) {
                $0.title = "Said"
                $0.language = .english
            }
            for _ in 0..<2 { try await queue.finish(try #require(try await fixture.claim()), Self.indexed) }
            let ready = try #require(try await fixture.store.document(scope, id: document.id))
            #expect(ready.state == .ready)
            #expect(ready.pages == 3)
            #expect(ready.chunks == 7)
            #expect(ready.language == .vietnamese)
            #expect(ready.title == "Sổ tay")
            #expect(ready.version == 1)
            let said = try #require(try await fixture.store.document(scope, id: titled.id))
            #expect(said.title == "Said")
            #expect(said.language == .english)
            #expect(try await fixture.claim() == nil)
        }
    }

    @Test func neverGivesADocumentToTwoWorkers() async throws {
        try await run { queue, fixture, _ in
            var uploaded: Set<DocumentID> = []
            for number in 0..<10 {
                for tenant in [scope, other] {
                    uploaded.insert(try await fixture.upload(tenant, "\(number)").id)
                }
            }
            let claimed = try await withThrowingTaskGroup(of: [DocumentID].self) { group in
                for worker in 0..<6 {
                    group.addTask {
                        var claimed: [DocumentID] = []
                        while let claim = try await fixture.claim("\(worker)") { claimed.append(claim.document.id) }
                        return claimed
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 20)
            #expect(Set(claimed) == uploaded)
        }
    }

    @Test func letsTenantsTakeTurns() async throws {
        try await run { queue, fixture, database in
            for number in 0..<4 { try await fixture.upload(scope, "\(number)") }
            for number in 0..<2 { try await fixture.upload(other, "\(number)") }
            var turns: [String] = []
            let start = Date(timeIntervalSinceNow: 1)
            for second in 0..<6 {
                let now = start.addingTimeInterval(Double(second))
                let claim = try #require(try await fixture.claim(at: now))
                turns.append("\(claim.scope.tenant) \(claim.document.name)")
                try await queue.finish(claim, Self.indexed)
            }
            #expect(turns == ["acme 0", "globex 0", "acme 1", "globex 1", "acme 2", "acme 3"])
            // A tenant whose rows go has had its turns all the same.
            let acme = try await fixture.store.documents(scope, collection: nil, after: nil, limit: 9)
            for document in acme { #expect(try await fixture.store.remove(scope, id: document.id, by: .operator)) }
            for number in 0..<2 { try await fixture.upload(other, "\(number)", 20) }
            turns = []
            for second in 10..<14 {
                let claim = try #require(try await fixture.claim(at: start.addingTimeInterval(Double(second))))
                turns.append("\(claim.scope.tenant)")
                try await queue.finish(claim, claim.scope == scope ? .removed : Self.indexed)
            }
            #expect(turns == ["globex", "acme", "globex", "acme"])
        }
    }

    @Test func givesTheClaimOfAWorkerThatIsGoneToAnother() async throws {
        try await run { queue, fixture, _ in
            let document = try await fixture.upload(scope)
            let start = Date(timeIntervalSinceNow: 1)
            let lost = try #require(try await fixture.claim("w", at: start))
            #expect(try await fixture.claim("w", at: start.addingTimeInterval(60)) == nil)
            #expect(try await queue.renew(lost, now: start.addingTimeInterval(50)))
            #expect(try await fixture.claim("w", at: start.addingTimeInterval(100)) == nil)
            // The same worker, another claim.
            let taken = try #require(try await fixture.claim("w", at: start.addingTimeInterval(111)))
            #expect(taken.document.id == document.id)
            #expect(try await queue.renew(lost, now: start.addingTimeInterval(111)) == false)
            try await queue.finish(lost, Self.indexed)
            try await queue.finish(lost, .failed(DocumentFailure(.broken, "")))
            try await queue.postpone(lost, until: start)
            #expect(try await fixture.store.document(scope, id: document.id)?.state == .indexing)
            #expect(try await queue.renew(taken, now: start.addingTimeInterval(112)))
            try await queue.finish(taken, Self.indexed)
            #expect(try await fixture.store.document(scope, id: document.id)?.state == .ready)
            #expect(try await queue.renew(taken, now: start.addingTimeInterval(113)) == false)
        }
    }

    @Test func indexesTheVersionThatCameMeanwhile() async throws {
        try await run { queue, fixture, _ in
            let files = fixture.files
            let first = try await fixture.upload(scope)
            try await fixture.index(first)
            let second = try await fixture.upload(scope, "a.txt", 11)
            let claim = try #require(try await fixture.claim())
            #expect(claim.document.version == 2)
            let third = try await fixture.upload(scope, "a.txt", 12)
            // The worker's claim holds until it is done.
            #expect(try await fixture.claim() == nil)
            try await queue.finish(claim, Self.indexed)
            let waiting = try #require(try await fixture.store.document(scope, id: first.id))
            #expect(waiting.state == .queued)
            #expect(waiting.version == 3)
            #expect(waiting.chunks == 2)
            // The files of older versions go when the newest is indexed, never before.
            for document in [first, second, third] {
                #expect(try await files.file(scope, id: document.file) != nil)
            }
            let last = try #require(try await fixture.claim())
            #expect(last.document.file == third.file)
            try await queue.finish(last, Self.indexed)
            for document in [first, second] { #expect(try await files.file(scope, id: document.file) == nil) }
            #expect(try await files.file(scope, id: third.file) != nil)
            #expect(try await files.kept(scope) == [1, 12])
            #expect(try await fixture.store.document(scope, id: first.id)?.state == .ready)
        }
    }

    @Test func keepsWhatIsSearchedWhenANewVersionFails() async throws {
        try await run { queue, fixture, _ in
            let first = try await fixture.upload(scope)
            try await fixture.index(first)
            try await fixture.upload(scope, "a.txt", 11)
            let failure = DocumentFailure(.encrypted, "It asks for a password.")
            try await queue.finish(try #require(try await fixture.claim()), .failed(failure))
            let failed = try #require(try await fixture.store.document(scope, id: first.id))
            #expect(failed.state == .failed)
            #expect(failed.failure == failure)
            #expect(failed.chunks == 2)
            #expect(try await fixture.files.file(scope, id: first.file) != nil)
            #expect(try await fixture.claim() == nil)
            #expect(try await fixture.store.reindex(scope, id: first.id, by: .operator))
            #expect(try await fixture.claim()?.document.failure == nil)
        }
    }

    @Test func aWorkerTakesNoMoreOfOneTenantThanItMay() async throws {
        try await run { queue, fixture, _ in
            for number in 0..<4 { try await fixture.upload(scope, "\(number)") }
            let first = try #require(try await fixture.claim(most: 2))
            #expect(try await fixture.claim(most: 2)?.scope == scope)
            #expect(try await fixture.claim(most: 2) == nil)
            let others = try await fixture.upload(other)
            #expect(try await fixture.claim(most: 2)?.document.id == others.id)
            #expect(try await fixture.claim(most: 2) == nil)
            // Another worker has places of its own, and one that became free is taken.
            #expect(try await fixture.claim("another", most: 1)?.scope == scope)
            #expect(try await fixture.claim("another", most: 1) == nil)
            try await queue.finish(first, Self.indexed)
            #expect(try await fixture.store.remove(scope, id: first.document.id, by: .operator))
            #expect(try await fixture.claim(most: 1)?.document.id == first.document.id)
            #expect(try await fixture.claim(most: 2) == nil)
            #expect(try await fixture.claim(most: 3)?.scope == scope)
        }
    }

    @Test func whatMustNotBeFoundAnyMoreComesFirst() async throws {
        try await run { queue, fixture, _ in
            let first = try await fixture.upload(scope)
            try await fixture.index(first)
            let leaving = try await fixture.upload(scope, "b.txt")
            try await fixture.index(leaving)
            for number in 0..<3 { try await fixture.upload(scope, "\(number)") }
            try await fixture.upload(scope, "a.txt", 11) { $0.principals = [.role(.tenantAdmin)] }
            #expect(try await fixture.store.remove(scope, id: leaving.id, by: .operator))
            let claims = [try await fixture.claim(), try await fixture.claim()].compactMap { $0 }
            #expect(Set(claims.map(\.document.id)) == [first.id, leaving.id])
            #expect(claims.first { $0.document.id == first.id }?.hasOtherReaders == true)
            #expect(try await fixture.claim()?.hasOtherReaders == false)
        }
    }

    @Test func otherReadersAreToldUntilTheirVersionIsSearched() async throws {
        try await run { queue, fixture, _ in
            let document = try await fixture.upload(scope)
            try await fixture.index(document)
            try await fixture.upload(scope, "a.txt", 11) { $0.principals = [.role(.tenantAdmin)] }
            let failure = DocumentFailure(.broken, "It is cut off.")
            try await queue.finish(try #require(try await fixture.claim()), .failed(failure))
            // It says no readers, and keeps those that it had.
            try await fixture.upload(scope, "a.txt", 12)
            let claim = try #require(try await fixture.claim())
            #expect(claim.hasOtherReaders && claim.document.principals == [.role(.tenantAdmin)])
            try await queue.finish(claim, Self.indexed)
            #expect(try await fixture.store.reindex(scope, id: document.id, by: .operator))
            #expect(try await fixture.claim()?.hasOtherReaders == false)
        }
    }

    @Test func removesADocumentWithItsFiles() async throws {
        try await run { queue, fixture, database in
            let first = try await fixture.upload(scope)
            try await fixture.index(first)
            try await fixture.upload(scope, "a.txt", 11)
            let kept = try await fixture.upload(other)
            try await fixture.index(kept)
            // It is to go while a worker is at it.
            let claim = try #require(try await fixture.claim())
            #expect(try await fixture.store.remove(scope, id: first.id, by: .operator))
            try await queue.finish(claim, Self.indexed)
            let removal = try #require(try await fixture.claim())
            #expect(removal.document.state == .removing)
            // Nothing but its removal ends that.
            try await queue.finish(removal, Self.indexed)
            #expect(try await fixture.store.document(scope, id: first.id)?.state == .removing)
            let later = Date(timeIntervalSinceNow: 120)
            let again = try #require(try await fixture.claim(at: later))
            #expect(try await fixture.files.kept(scope) == [2, 21])
            try await queue.finish(again, .removed)
            #expect(try await fixture.store.document(scope, id: first.id) == nil)
            #expect(try await fixture.files.kept(scope) == [0, 0])
            #expect(try await fixture.files.kept(other) == [1, 10])
            #expect(try await fixture.claim(at: later.addingTimeInterval(120)) == nil)
        }
    }

    @Test func postponesAndCounts() async throws {
        try await run { queue, fixture, _ in
            let document = try await fixture.upload(scope)
            let start = Date(timeIntervalSinceNow: 1)
            for attempt in 0..<3 {
                let now = start.addingTimeInterval(Double(attempt) * 10)
                let claim = try #require(try await fixture.claim(at: now))
                #expect(claim.attempts == attempt)
                try await queue.postpone(claim, until: now.addingTimeInterval(10))
                #expect(try await fixture.store.document(scope, id: document.id)?.state == .queued)
                #expect(try await fixture.claim(at: now.addingTimeInterval(9)) == nil)
            }
            // A newer version is not to wait, and counts from nothing.
            let claim = try #require(try await fixture.claim(at: start.addingTimeInterval(30)))
            #expect(try await fixture.store.reindex(scope, id: document.id, by: .operator))
            try await queue.postpone(claim, until: start.addingTimeInterval(1000))
            let next = try #require(try await fixture.claim(at: start.addingTimeInterval(60)))
            #expect(next.attempts == 0)
            #expect(next.document.version == 2)
        }
    }

    @Test func letsATenantThatIsDisabledWaitButRemoves() async throws {
        try await run { queue, fixture, database in
            let document = try await fixture.upload(scope)
            let tenants = SQLTenantStore(database: database)
            var tenant = try #require(try await tenants.tenant(.acme))
            tenant.isEnabled = false
            _ = try await tenants.update(tenant, by: .operator)
            #expect(try await fixture.claim() == nil)
            #expect(try await fixture.store.remove(scope, id: document.id, by: .operator))
            #expect(try await fixture.claim()?.document.id == document.id)
        }
    }
}
