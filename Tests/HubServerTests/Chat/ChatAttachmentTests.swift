import HubCore
import HubEngine
import Synchronization
import Testing

@testable import HubServer

@Suite struct ChatAttachmentTests {
    private static let ids = (0..<9).map { _ in FileID() }

    private static func body(_ ids: some Sequence<FileID>) -> JSONValue {
        ["message": "What is the total?", "attachments": .strings(ids.map(\.description))]
    }

    /// What the engine was asked.
    private final class Turns: Sendable {
        private let state = Mutex<[ChatTurn]>([])
        var all: [ChatTurn] { state.withLock { $0 } }
        func add(_ turn: ChatTurn) { state.withLock { $0.append(turn) } }
    }

    @Test func aTurnHasTheFilesThatItsMessageNames() async throws {
        let turns = Turns()
        let house = try TurnHouse { turn in
            turns.add(turn)
            return ChatAnswer(reply: .scripted(), rate: nil)
        }
        for body in [
            Self.body(Self.ids.prefix(8)), Self.body([]), ["message": "x"], ["message": "x", "attachments": .null],
        ] {
            #expect(try await house.post("chat", body.text).status == 200)
        }
        #expect(turns.all.map(\.attachments) == [Array(Self.ids.prefix(8)), [], [], []])
    }

    @Test(
        arguments: [
            body(ids), body([ids[0], ids[0]]), ["message": "x", "attachments": ["x"]],
            ["message": "x", "attachments": [1]],
            ["message": "x", "attachments": .string(ids[0].description)], ["message": "x", "attachments": [:]],
        ] as [JSONValue])
    func refusesWhatAreNoFewIdsOfFiles(body: JSONValue) async throws {
        let house = try TurnHouse { _ throws(ChatError) in throw .overloaded }
        let reply = try await house.post("chat", body.text)
        #expect(reply.status == 422 && reply.json?["errors"]?.arrayValue?.map { $0["pointer"] } == ["/attachments"])
    }

    @Test func aFileThatIsNotTheCallersIsNotThere() async throws {
        let house = try TurnHouse { _ throws(ChatError) in throw .fileNotFound }
        let reply = try await house.post("chat", Self.body(Self.ids.prefix(1)).text)
        #expect(reply.status == 404 && reply.code == "file_not_found")
        Door.check(status: reply.status, code: reply.code)
    }
}
