import HubCore
import Support
import Synchronization
import Testing

@testable import HubEgress

/// Names for those who open sockets themselves. By a scripted resolver of names, so no network is asked.
@Suite(.serialized) struct EgressResolverTests {
    private func resolve(
        _ name: String, port: UInt16 = 5432, allowing: [String] = [], by deadline: Deadline = .generous
    ) async throws -> Result<[String], EgressError> {
        let client = try LocalClient.make(allowing: allowing)
        let result: Result<[String], EgressError>
        do throws(EgressError) {
            result = .success(try await client.resolve(name, port: port, by: deadline))
        } catch {
            result = .failure(error)
        }
        await client.shutdown()
        return result
    }

    private func kind(_ result: Result<[String], EgressError>) -> EgressError.Kind? {
        if case .failure(let error) = result { error.kind } else { nil }
    }

    @Test func aNameIsResolvedToWhatTheListAllows() async throws {
        let loopback = ScriptedResolver.loopback
        #expect(try await resolve(loopback, allowing: ["127.0.0.1:5432"]).get() == ["127.0.0.1"])
        #expect(try await resolve(loopback, allowing: ["\(loopback):5432"]).get() == ["127.0.0.1"])
        #expect(try await resolve("LOOPBACK.egress.TEST", allowing: [loopback]).get() == ["127.0.0.1"])
        #expect(try await resolve("localhost", allowing: ["127.0.0.0/8", "::1"]).get().contains("127.0.0.1"))
    }

    @Test func whatTheListDoesNotNameIsDenied() async throws {
        let loopback = ScriptedResolver.loopback
        #expect(kind(try await resolve(loopback)) == .denied)
        #expect(kind(try await resolve(loopback, allowing: ["127.0.0.1:5433", "\(loopback):80"])) == .denied)
        // Another name of the same machine is not the name that is allowed, nor is its number.
        #expect(kind(try await resolve(ScriptedResolver.alias, allowing: [loopback])) == .denied)
        #expect(kind(try await resolve("127.0.0.1", allowing: [loopback])) == .denied)
        #expect(kind(try await resolve("169.254.169.254", allowing: ["10.0.0.0/8"])) == .denied)
        #expect(kind(try await resolve("::ffff:10.0.0.1", allowing: ["192.168.0.0/16"])) == .denied)
    }

    @Test func anAddressIsItsOwnAnswer() async throws {
        #expect(try await resolve("1.1.1.1").get() == ["1.1.1.1"])
        #expect(try await resolve("2606:4700:0:0::1111").get() == ["2606:4700::1111"])
        #expect(try await resolve("fd00::5", allowing: ["[fd00::5]:5432"]).get() == ["fd00::5"])
    }

    @Test func aNameThatNobodyHasIsNotResolved() async throws {
        let result = try await resolve(ScriptedResolver.unknown)
        #expect(kind(result) == .resolution)
        guard case .failure(let error) = result else { return }
        #expect(error.message == "the host name \(ScriptedResolver.unknown) could not be resolved")
    }

    @Test(arguments: ["", " ", "a b", "a/b", "a@b", "[::1]", ".a", "a,b", "a:1", "ä.example", "/tmp/socket"])
    func whatIsNoNameIsRefused(_ name: String) async throws {
        #expect(kind(try await resolve(name, allowing: ["127.0.0.0/8"])) == .invalidRequest)
        #expect(kind(try await resolve(String(repeating: "a", count: 254))) == .invalidRequest)
    }

    @Test func aDeadlineEndsTheWaitForASlowName() async throws {
        #expect(kind(try await resolve(ScriptedResolver.never, by: .short)) == .deadline)
    }

    @Test func cancellingTheTaskEndsTheWait() async throws {
        let resolver = EgressResolver(policy: EgressPolicy())
        let task = Task {
            do throws(EgressError) {
                _ = try await resolver.addresses(of: ScriptedResolver.never, port: 1, by: .generous)
                return EgressError.Kind?.none
            } catch {
                return error.kind
            }
        }
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    /// A slow name keeps its thread, whoever waits; others go on, and no more wait than may.
    @Test func threadsAndPlacesAreBounded() async throws {
        let resolver = EgressResolver(
            policy: EgressPolicy(allowing: [try #require(EgressAllowance("127.0.0.0/8"))]),
            limits: .init(concurrent: 1, waiting: 1))
        @Sendable func kind(_ name: String, by deadline: Deadline) async -> EgressError.Kind? {
            do throws(EgressError) {
                _ = try await resolver.addresses(of: name, port: 1, by: deadline)
                return nil
            } catch {
                return error.kind
            }
        }
        async let first = kind(ScriptedResolver.held, by: .generous)
        try await yieldWhile { !ScriptedResolver.heldIsAsked.load(ordering: .acquiring) }
        #expect(await kind(ScriptedResolver.loopback, by: .short) == .deadline)
        async let waiting = kind(ScriptedResolver.loopback, by: .generous)
        try await yieldWhile { resolver.waiting == 0 }
        #expect(await kind(ScriptedResolver.loopback, by: .generous) == .overloaded)
        ScriptedResolver.releaseHeldName()
        #expect(await first == nil)
        #expect(await waiting == nil)
    }
}
