import HubCore
import Synchronization
import Testing

@testable import HubCrypto

@Suite(.timeLimit(.minutes(1))) struct RotatingKeySetTests {
    private let key: RSAPublicKey
    private let clock = ManualClock()
    private let reports: AsyncStream<KeyRefresh>
    private let reporter: AsyncStream<KeyRefresh>.Continuation

    init() throws {
        key = try RSAPublicKey(pem: KeyFixture.publicKey)
        (reports, reporter) = AsyncStream.makeStream()
    }

    /// A JWK set with the fixture's key under each id.
    private func document(_ ids: String..., besides others: [JSONValue] = []) throws -> [UInt8] {
        (["keys": .array(try ids.map { try key.jwk(id: $0) } + others)] as JSONValue).bytes
    }

    private func set(_ source: ScriptedKeySource) async throws -> RotatingKeySet {
        try await RotatingKeySet(
            source: source, now: { [clock] in clock.now }, report: { [reporter] in reporter.yield($0) })
    }

    private func has(_ id: String, _ set: RotatingKeySet) async -> Bool {
        !(await set.keys(for: id).keys(for: id).isEmpty)
    }

    /// What the next fetch came to, in words.
    private func nextReport(_ iterator: inout AsyncStream<KeyRefresh>.Iterator) async -> String {
        switch await iterator.next() {
        case .renewed(let keys)?: "renewed \(keys.count), ignored \(keys.ignored.count)"
        case .unchanged?: "unchanged"
        case .failed(let error)?: "failed \(error)"
        case nil: "ended"
        }
    }

    @Test func refusesToStartWithoutKeys() async throws {
        await #expect(throws: ScriptedKeySource.Failure.self) { try await set(ScriptedKeySource(.failure)) }
        await #expect(throws: KeyError.malformed) { try await set(ScriptedKeySource(.document(Array("<html>".utf8)))) }
        await #expect(throws: KeyError.noUsableKey) { try await set(ScriptedKeySource(.document(document()))) }
        let space = [UInt8](repeating: 0x20, count: VerificationKeySet.maximumDocument)
        await #expect(throws: KeyError.tooLarge) { try await set(ScriptedKeySource(.document(document("a") + space))) }
    }

    @Test func countsTheKeysThatItDoesNotUse() async throws {
        let elliptic: JSONValue = ["kty": "EC", "crv": "P-256", "kid": "e"]
        let set = try await set(ScriptedKeySource(.document(document("a", besides: [elliptic, "text"]))))
        var iterator = reports.makeAsyncIterator()
        #expect(await nextReport(&iterator) == "renewed 1, ignored 2")
        #expect(await has("a", set))
    }

    @Test func fetchesTheKeysAgainForAnUnknownID() async throws {
        let source = ScriptedKeySource(.document(try document("a")), .document(try document("a", "b")))
        let set = try await set(source)
        #expect(await has("a", set))
        #expect(source.loads == 1)
        #expect(await has("b", set))
        #expect(source.loads == 2)
    }

    @Test func asksForUnknownIDsOnceAMinute() async throws {
        let source = ScriptedKeySource(.document(try document("a")), .document(try document("a", "b")))
        let set = try await set(source)
        #expect(!(await has("x", set)))
        #expect(await has("b", set))
        clock.advance(by: .seconds(59))
        #expect(!(await has("y", set)))
        #expect(source.loads == 2)
        clock.advance(by: .seconds(1))
        source.append(.document(try document("y")))
        #expect(await has("y", set))
        #expect(source.loads == 3)
    }

    @Test func asksOnceAMinuteAlsoWhenTheIssuerIsDown() async throws {
        let source = ScriptedKeySource(.document(try document("a")), .failure)
        let set = try await set(source)
        for _ in 0..<5 { #expect(!(await has("b", set))) }
        #expect(source.loads == 2)
        #expect(await has("a", set))
    }

    @Test func asksNobodyForATokenWithoutAnID() async throws {
        let source = ScriptedKeySource(.document(try document("a", "b")))
        let set = try await set(source)
        #expect(await set.keys(for: nil).keys(for: nil).isEmpty)
        #expect(source.loads == 1)
    }

    @Test func forgetsKeysThatTheIssuerTookAway() async throws {
        let source = ScriptedKeySource(.document(try document("a")), .document(try document("b")))
        let set = try await set(source)
        #expect(await has("b", set))
        #expect(!(await has("a", set)))
        #expect(source.loads == 2)
    }

    private final class Answers: Sendable {
        private let answers = Mutex<[Bool]>([])

        var all: [Bool] { answers.withLock { $0 } }

        func append(_ answer: Bool) { answers.withLock { $0.append(answer) } }
    }

    /// Asks for the key so often at once. Lets the source go on when each of them waits or has its answer.
    private func ask(_ count: Int, for id: String, _ set: RotatingKeySet, _ source: ScriptedKeySource) async -> [Bool] {
        let answers = Answers()
        await withDiscardingTaskGroup { group in
            for _ in 0..<count { group.addTask { answers.append(await has(id, set)) } }
            while set.waiting + answers.all.count < count, !Task.isCancelled { await Task.yield() }
            // Those whose key is known wait for nobody.
            #expect(await has("a", set))
            source.release()
        }
        return answers.all
    }

    @Test func makesOneFetchOfManyAtOnce() async throws {
        let source = ScriptedKeySource(.document(try document("a")), .held(try document("b")))
        let set = try await set(source)
        #expect(await ask(20, for: "b", set, source) == Array(repeating: true, count: 20))
        #expect(source.loads == 2)
        #expect(set.waiting == 0)
    }

    @Test func letsOnlySoManyWait() async throws {
        let source = ScriptedKeySource(.document(try document("a")), .held(try document("b")))
        let set = try await set(source)
        let answers = await ask(RotatingKeySet.maximumWaiting + 1, for: "b", set, source)
        #expect(answers.filter { $0 }.count == RotatingKeySet.maximumWaiting)
        #expect(source.loads == 2)
    }

    @Test func endsAFetchWhoseRequestWasCancelled() async throws {
        let source = ScriptedKeySource(.document(try document("a")), .held(try document("b")))
        let set = try await set(source)
        let first = Task { await has("b", set) }
        while set.waiting < 1, !Task.isCancelled { await Task.yield() }
        first.cancel()
        source.release()
        #expect(await first.value)
        #expect(await has("b", set))
    }

    @Test func renewsOldKeysInTheBackground() async throws {
        let source = ScriptedKeySource(.document(try document("a")), .held(try document("b")))
        let set = try await set(source)
        var iterator = reports.makeAsyncIterator()
        #expect(await nextReport(&iterator) == "renewed 1, ignored 0")
        clock.advance(by: .seconds(599))
        #expect(await has("a", set))
        #expect(!set.isFetching)
        #expect(source.loads == 1)
        clock.advance(by: .seconds(1))
        // The old keys serve while the new ones are on their way.
        #expect(await has("a", set))
        #expect(await has("a", set))
        source.release()
        #expect(await nextReport(&iterator) == "renewed 1, ignored 0")
        #expect(source.loads == 2)
        #expect(await has("b", set))
        clock.advance(by: .seconds(599))
        #expect(await has("b", set))
        #expect(!set.isFetching)
        #expect(source.loads == 2)
    }

    @Test func waitsForNewKeysWhenItsOwnAreTooOldToBeUsedUnseen() async throws {
        let source = ScriptedKeySource(
            .document(try document("a")), .held(try document("b")), .document(try document("b")))
        let set = try await set(source)
        clock.advance(by: .seconds(1199))
        #expect(set.age == .seconds(1199))
        // Not yet: it is fetched in the background.
        #expect(await has("a", set))
        clock.advance(by: .seconds(1))
        let late = Task { await has("a", set) }
        while set.waiting < 1, !Task.isCancelled { await Task.yield() }
        source.release()
        // The issuer took it away while nobody asked; as the id is unknown by then, it is asked for that too.
        #expect(!(await late.value))
        #expect(source.loads == 3 && set.waiting == 0 && set.age == .zero)
    }

    @Test func servesOldKeysWhileTheIssuerDoesNotAnswer() async throws {
        let source = ScriptedKeySource(.document(try document("a")), .failure, .failure, .document(try document("a")))
        let set = try await set(source)
        clock.advance(by: .seconds(86_400))
        // One attempt a minute, whoever asks.
        for _ in 0..<3 { #expect(await has("a", set)) }
        #expect(source.loads == 2 && set.age == .seconds(86_400))
        // Nobody waits again for an issuer that did not answer the last time.
        clock.advance(by: .seconds(60))
        #expect(await has("a", set))
        while set.isFetching, !Task.isCancelled { await Task.yield() }
        #expect(source.loads == 3)
        clock.advance(by: .seconds(60))
        #expect(await has("a", set))
        while set.isFetching, !Task.isCancelled { await Task.yield() }
        #expect(source.loads == 4 && set.age == .zero)
    }

    @Test func asksForAnUnknownIDAlsoBesideAKeyWithoutOne() async throws {
        var nameless = try #require(key.jwk(id: "x").objectValue)
        nameless["kid"] = nil
        let old = (["keys": [.object(nameless)]] as JSONValue).bytes
        let source = ScriptedKeySource(.document(old), .document(try document("b")))
        let set = try await set(source)
        #expect(await has("b", set))
        #expect(source.loads == 2)
    }

    @Test func keepsItsKeysWhenAFetchFailsOrBringsNone() async throws {
        let source = ScriptedKeySource(
            .document(try document("a")), .failure, .document(try document()), .document(Array("<html>".utf8)),
            .document(try document("a")))
        let set = try await set(source)
        var iterator = reports.makeAsyncIterator()
        _ = await nextReport(&iterator)
        clock.advance(by: .seconds(600))
        for outcome in [
            "failed Failure()", "failed \(KeyError.noUsableKey)", "failed \(KeyError.malformed)", "unchanged",
        ] {
            #expect(await has("a", set))
            #expect(await nextReport(&iterator) == outcome)
            let loads = source.loads
            clock.advance(by: .seconds(59))
            #expect(await has("a", set))
            #expect(!set.isFetching)
            #expect(source.loads == loads)
            clock.advance(by: .seconds(1))
        }
        // The last one succeeded, so the next is ten minutes away.
        #expect(await has("a", set))
        #expect(!set.isFetching)
        #expect(source.loads == 5)
    }
}
