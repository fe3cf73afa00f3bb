import HubCore
import Testing

@testable import HubEngine

/// Files that tools make: their turn's caller's, with its answer, or nobody's.
@Suite(.timeLimit(.minutes(1)))
struct MadeFilesTests {
    private let files = ScriptedFiles()

    private static func blob(_ text: String, _ type: String = "text/csv", named name: String? = nil) -> ToolBlob {
        ToolBlob(id: FileID(), mediaType: type, name: name, bytes: Array(text.utf8), digest: "d-\(text)")
    }

    private func made(file: Int = 100, storage: Int = 1000) -> MadeFiles {
        MadeFiles(
            store: files, caller: World.caller, limits: .init(file: file, storage: storage), logger: World.quiet,
            now: { World.date })
    }

    private func keep(_ made: MadeFiles, _ blobs: ToolBlob...) async -> ToolFailure? {
        do throws(ToolFailure) {
            try await made.keep(blobs, by: .after(.seconds(30)))
            return nil
        } catch {
            return error
        }
    }

    @Test func aBlobIsAFileOfTheCallersUnderItsOwnID() async throws {
        let made = made()
        let blob = Self.blob("hive,kilos\n1,3\n", named: "../ho\u{202E}ney.csv")
        #expect(await keep(made, blob) == nil)
        let kept = try #require(files.kept[blob.id])
        #expect(kept.tenant == World.tenant.id && kept.bytes == blob.bytes)
        #expect(kept.file.user == World.caller.user && kept.file.purpose == .chat)
        #expect(kept.file.name == "honey.csv" && kept.file.mediaType == .csv && kept.file.digest == blob.digest)
        #expect(made.attachments == [FileAttachment(kept.file)])
    }

    @Test(arguments: [
        ("<html>", "text/plain", "file.txt", MediaType.html), ("{}", "application/json", "file.json", .text),
        ("\0\u{1}", "application/zip", "file.zip", .other), ("\0", "a/b", "file", .other),
        ("%PDF-1.7", "image/png", "file.png", .pdf),
    ])
    func itsBytesSayWhatItIsAndItsWordHowItIsCalled(
        text: String, type: String, name: String, mediaType: MediaType
    ) async throws {
        let blob = Self.blob(text, type, named: "..")
        #expect(await keep(made(), blob) == nil)
        #expect(files.kept[blob.id]?.file.name == name && files.kept[blob.id]?.file.mediaType == mediaType)
    }

    @Test func allOfACallsFilesAreKeptOrNone() async throws {
        let full = made(storage: 10)
        #expect(await keep(full, Self.blob("12345")) == nil)
        let failure = await keep(full, Self.blob("1"), Self.blob("123456"))
        #expect(failure?.code == .tooLarge)
        #expect(files.kept.count == 1 && files.begun == 0 && full.attachments.count == 1)
        #expect(await keep(made(file: 3), Self.blob("1"), Self.blob("1234"))?.code == .tooLarge)
        let late = made()
        do throws(ToolFailure) {
            try await late.keep([Self.blob("1")], by: .after(.zero))
            Issue.record("it was kept")
        } catch {
            #expect(error.code == .deadline)
        }
        #expect(files.kept.count == 1 && files.begun == 0)
        files.fail()
        #expect(await keep(made(), Self.blob("1"))?.code == .unavailable)
    }

    // MARK: Turns

    /// A tool that makes a file.
    private func hub(_ blob: ToolBlob, model: [ScriptedModel.Step], limits: TenantLimits = TenantLimits()) -> Hub {
        Hub(
            configuration: World.configuration(tenant: World.tenant(limits)), model: model,
            tools: [
                "read_harvest": { invocation in
                    if let failure = await Self.keep(blob, invocation) { return .failure(failure) }
                    return .success(["file": ["blob": .string(blob.id.description)]])
                }
            ], files: files)
    }

    private static func keep(_ blob: ToolBlob, _ invocation: ToolInvocation) async -> ToolFailure? {
        do throws(ToolFailure) {
            try await invocation.files?.keep([blob], by: invocation.deadline)
            return nil
        } catch {
            return error
        }
    }

    private let call = ScriptedModel.calls(("read_harvest", #"{"hive": "0000000001"}"#))

    @Test func theAnswerHasTheFilesThatItsToolsMadeAndLaterTurnsKnow() async throws {
        let blob = Self.blob("1,3", named: "honey.csv")
        let hub = hub(blob, model: [call, ScriptedModel.says("Here."), ScriptedModel.says("Still.")])
        let reply = try await hub.ask("How much honey?")
        #expect(reply.data == ["file": ["blob": .string(blob.id.description)]])
        let turn = try #require(hub.conversations.turns(reply.session).first)
        #expect(turn.answer.attachments.map(\.id) == [blob.id] && turn.question.attachments.isEmpty)
        _ = try await hub.ask("How much honey?", in: reply.session)
        let notes = hub.model.requests[2].messages.compactMap { if case .note(let text) = $0 { text } else { nil } }
        #expect(notes.count == 1 && notes.first?.contains("honey.csv") == true)
    }

    @Test func whereTheTurnIsNotStoredItsFilesGo() async throws {
        struct Down: StorageFailure {
            let kind = StorageFailureKind.unavailable
            let description = "down"
        }
        let hub = hub(Self.blob("1,3"), model: [call, ScriptedModel.says("Here.")])
        hub.conversations.beforeCommit { _ in throw Down() }
        await #expect(throws: ChatError.storage(.unwritten)) { try await hub.ask("How much honey?") }
        #expect(files.kept.isEmpty && files.begun == 0)
    }

    /// Opens the latch, and fails when its task is cancelled.
    private static func givenUp(_ latch: Latch) -> ScriptedModel.Step {
        { (request: ModelRequest) async throws(ModelError) -> ModelResponse in
            latch.open()
            await Latch().pass()
            return try await ScriptedModel.fails(.cancelled)(request)
        }
    }

    @Test func aTurnThatIsGivenUpLeavesNoFile() async throws {
        let latch = Latch()
        let hub = hub(
            Self.blob("1,3"),
            model: [call, Self.givenUp(latch)])
        let turn = Task { try await hub.ask("How much honey?") }
        await latch.pass()
        #expect(files.kept.count == 1)
        turn.cancel()
        await #expect(throws: ChatError.cancelled) { try await turn.value }
        #expect(files.kept.isEmpty)
    }

    @Test func theTenantsLimitsHold() async throws {
        let hub = hub(
            Self.blob("1,3"), model: [call, ScriptedModel.says("No.")], limits: TenantLimits(storageBytes: 2))
        let reply = try await hub.ask("How much honey?")
        #expect(reply.metadata.tools.map(\.status) == ["too_large"] && files.kept.isEmpty)
    }
}
