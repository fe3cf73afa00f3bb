import HubCore
import Testing

@testable import HubModels

/// What reading a stream comes to.
struct ReadStream: Hashable {
    var words = ""
    var text: String?
    var calls: [ModelToolCall] = []
    var stopReason: ModelResponse.StopReason?
    var usage: TokenUsage?
    var error: ModelError.Kind?
    var receivedBytes = 0

    /// As `ProviderCall` reads, from the pieces that arrive.
    init(_ reading: some StreamReading, _ pieces: some Sequence<some Sequence<UInt8>>) {
        var reading = reading
        var parser = ServerSentEventParser()
        do throws(ModelError) {
            for piece in pieces {
                for event in parser.take(Array(piece)) where !reading.isComplete { words += try reading.take(event) }
            }
            let response = try reading.response()
            text = response.text
            calls = response.toolCalls
            stopReason = response.stopReason
            usage = response.usage
        } catch {
            self.error = error.kind
            usage = reading.usage
        }
        receivedBytes = reading.receivedBytes
    }

    init(_ reading: some StreamReading, _ stream: String) { self.init(reading, [Array(stream.utf8)]) }
}

/// `data:` lines of these documents, each an event.
func events(_ documents: String...) -> String { documents.map { "data: \($0)\n\n" }.joined() }
