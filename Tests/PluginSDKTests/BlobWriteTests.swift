import HubCore
import PluginABI
import Support
import Testing

/// What is too large for a result, written piece by piece.
@Suite(.timeLimit(.minutes(1))) struct BlobWriteTests {
    private func host() throws -> ScriptedPluginHost {
        try ScriptedPluginHost("ProbePlugin", services: [AH_EXT_HOST_BLOB])
    }

    @Test func aBlobIsWrittenInPiecesAndNamed() async throws {
        let host = try host()
        let probe = try host.instance(of: "WRITE", [:])
        let done = await probe.run(["text": "a,b", "times": 3, "name": "stock.csv"])
        #expect(done.json == ["file": ["blob": "written-1", "name": "stock.csv"], "size": 9])
        let blob = try #require(host.writtenBlobs["written-1"])
        #expect(
            blob.mediaType == "text/csv" && blob.bytes == Array("a,ba,ba,b".utf8) && blob.pieces == 3 && blob.isEnded)
        #expect(await probe.run(["text": "x", "type": "a/b"]).json?["file"] == ["blob": "written-2"])
        #expect(host.writtenBlobs["written-2"]?.isEnded == true)
    }

    @Test func aWholeOneIsCutIntoPieces() async throws {
        let host = try host()
        let probe = try host.instance(of: "WRITE", [:])
        let text = JSONValue.string(String(repeating: "x", count: 1 << 16))
        #expect(await probe.run(["text": text, "times": 33, "waiting": true]).json?["size"] == .int(33 << 16))
        let blob = try #require(host.writtenBlobs["written-1"])
        #expect(blob.pieces == 3 && blob.isEnded && blob.bytes.count == 33 << 16)
        _ = await probe.run(["text": "x", "waiting": true])
        #expect(host.writtenBlobs["written-2"]?.pieces == 1 && host.writtenBlobs["written-2"]?.isEnded == true)
    }

    @Test func whatIsNotGrantedSaysSo() async throws {
        let host = try ScriptedPluginHost("ProbePlugin", services: [])
        let refused = try await host.instance(of: "WRITE", [:]).run(["text": "a"])
        #expect(refused.status == ah_status(AH_E_UNAVAILABLE))
    }
}
