import HTTPTypes
import HubCore
import HubEngine
import Hummingbird
import Testing

@testable import HubServer

@Suite struct ProblemTests {
    @Test func saysWhichFieldsWereWrong() {
        let problem = Problem.invalid([
            FieldProblem(pointer: "/a", message: "is wrong."), FieldProblem(pointer: "", message: "is empty."),
        ])
        #expect(problem.detail == "/a: is wrong. The body: is empty.")
        let response = problem.response(requestID: "r")
        #expect(response.status.code == 422)
        #expect(response.headers[.contentType] == "application/problem+json")
    }

    @Test func aBodyFullOfFaultsGetsNoAnswerLargerThanItself() throws {
        let body = JSONObject((0..<5000).map { ("\($0)", .null) })
        var reader = BodyReader(body, ChatBody.shape)
        _ = reader.value(ChatBody.message)
        do {
            try reader.finish()
            Issue.record("nothing was wrong")
        } catch let problem as Problem {
            #expect(problem.fields.first?.pointer == "/message" && problem.fields.count == Problem.maximumFields)
            #expect(problem.detail.hasSuffix(" There is more that is wrong."))
        }
        do throws(FieldFault) {
            _ = try CompletionConversation(.array(Array(repeating: 0, count: 5000)))
            Issue.record("nothing was wrong")
        } catch {
            #expect(error.problems.count == Problem.maximumFields + 1)
        }
    }

    @Test(arguments: [
        (ChatError.unknownTenant, 403, "tenant_unavailable"), (.agentNotAvailable, 403, "agent_not_available"),
        (.sessionNotFound, 404, "not_found"), (.sessionBusy, 409, "session_busy"),
        (.storage(.commit), 503, "storage_unavailable"), (.storage(.unwritten), 503, "storage_unavailable"),
        (.shuttingDown, 503, "shutting_down"), (.cancelled, 503, "cancelled"),
    ])
    func mapsTheEnginesRefusals(error: ChatError, status: Int, code: String) {
        #expect(error.problem.status.code == status)
        #expect(error.problem.code == code)
    }

    @Test func turnsAStoresErrorsIntoProblems() async throws {
        func problem(_ error: any Error) async -> Problem? {
            do {
                try await storage { throw error }
                return nil
            } catch { return error as? Problem }
        }
        #expect(await problem(ConfigurationStoreError.conflict(field: "name"))?.status.code == 409)
        #expect(
            await problem(ConfigurationStoreError.missing(field: "tools", name: "x"))?.fields.first?.pointer == "/tools"
        )
        await #expect(throws: CancellationError.self) { try await storage { throw CancellationError() } }
        #expect(await problem(ConversationStoreError.sessionTaken)?.code == "internal")
    }

    private struct Failure: StorageFailure {
        let kind: StorageFailureKind
        let description = "code 42"
    }

    @Test(arguments: [
        (StorageFailureKind.unavailable, 503, "storage_unavailable"), (.unknown, 503, "storage_unavailable"),
        (.broken, 500, "internal"),
    ])
    func saysOfAStoreNoMoreThanItKnows(kind: StorageFailureKind, status: Int, code: String) async throws {
        do {
            try await storage { throw Failure(kind: kind) }
        } catch let problem as Problem {
            #expect(problem.status.code == status && problem.code == code)
            #expect((problem.headers[.retryAfter] != nil) == (status == 503))
            #expect(!problem.leavesNothingBehind)
            #expect(!problem.detail.contains("not stored"))
            #expect(problem.cause?.contains("code 42") == true)
            #expect(!problem.json(requestID: "r").text.contains("42"))
        }
        await #expect(throws: CancellationError.self) { try await storage { throw Failure(kind: .cancelled) } }
    }
}
