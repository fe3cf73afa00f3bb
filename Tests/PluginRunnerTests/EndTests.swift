import Foundation
import PluginABI
import RunnerProtocol
import Support
import Testing

/// How a runner ends, and what it says of functions that do not come back.
@Suite(.serialized, .timeLimit(.minutes(2))) struct EndTests {
    private func steered(_ options: [String] = []) async throws -> RunnerProcess {
        try await .serve(try await TestSources.standard.plugin("steered"), options, services: [AH_EXT_HOST_KV])
    }

    @Test func stopsAfterTheInstancesAreDestroyed() async throws {
        let runner = try await steered()
        try runner.invoke(1, "completes-and-blocks")
        _ = try await runner.next(AHR_COMPLETE)
        try runner.destroy(1)
        try runner.send(Frame(kind: AHR_STOP))
        try runner.create(2)
        #expect(try await runner.next(AHR_CREATED).subject == 2)
        try runner.invoke(2, "open", of: 2)
        var said: [String] = []
        while let frame = try await runner.next(), frame.kind != AHR_STOPPED {
            if frame.kind == AHR_LOG { said.append(frame.text) }
        }
        #expect(said == ["destroyed", "stopped"])
        #expect(try await runner.next() == nil)
        #expect(await runner.ended() == 0)
    }

    @Test func endsWithItsSocket() async throws {
        let runner = try await steered()
        try await runner.hold(1, "block")
        try runner.closeSocket()
        #expect(await runner.ended() == 0)
    }

    /// Its socket stays open, so that nothing but the parent's end can be what ends it.
    @Test func endsWithItsParent() async throws {
        let plugin = try await TestSources.standard.plugin("steered")
        let orphan = try await TestSources.standard.program("orphan")
        let (status, _) = try await ChildProcess.run(URL(fileURLWithPath: orphan), [RunnerProcess.program, plugin])
        #expect(status == 0)
    }

    @Test func doesNotBeginForAnyoneButItsParent() async throws {
        let plugin = try await TestSources.standard.plugin("steered")
        let runner = try await RunnerProcess.run(
            program: "/bin/sh", ["-c", "\"$0\" \"$1\" & wait", RunnerProcess.program, plugin])
        #expect(try await runner.next() == nil)
    }

    @Test func saysThatACallsFunctionDoesNotComeBack() async throws {
        let runner = try await steered(["--grace", "1"])
        try runner.invoke(7, "stick", deadline: DispatchTime.now().uptimeNanoseconds + 50_000_000)
        #expect(try await runner.next(AHR_STUCK).subject == 7)
    }

    @Test func saysThatACallbackOrALoadFunctionDoesNotComeBack() async throws {
        let runner = try await steered(["--grace", "20", "--load-limit", "20"])
        try runner.invoke(1, "get-slowly")
        let request = try await runner.next(AHR_REQUEST)
        try runner.accept(request)
        try runner.answer(request)
        #expect(try await runner.next(AHR_LOG).text == "done 0")
        _ = try await runner.next(AHR_COMPLETE)
        #expect(try await runner.next(AHR_STUCK).subject == 0)
        try runner.create(2, configuration: "stick")
        #expect(try await runner.next(AHR_STUCK).subject == 0)
    }
}
