import HTTPTypes
import Hummingbird

/// Answers turns by streams.
struct AnswerStreams: Sendable {
    private let timing: StreamTiming
    private let metrics: HTTPMetrics?

    init(timing: StreamTiming = StreamTiming(), metrics: HTTPMetrics? = nil) {
        self.timing = timing
        self.metrics = metrics
    }

    /// The head is there with the first piece of the stream, so that what is refused before is refused as ever. Whatever
    /// fails afterwards is said in the stream.
    func respond<Context: IdentifiedContext>(
        to call: OperationCall<Context>, by encoder: any TurnEncoder,
        _ answer: @escaping @Sendable (OperationCall<Context>) async throws -> Response
    ) async throws -> Response {
        let context = call.context
        let stream = StreamedAnswer(
            encoder, over: await ClientConnection(context.channel), timing: timing, requestID: context.requestID,
            problem: { Problem(for: $0, log: context.logger) }
        ) { observer in
            var call = call
            call.observer = observer
            return try await answer(call)
        }
        let first = try await stream.first()
        context.logged.set(stream.outcome)
        var response = Response(
            status: .ok, headers: stream.queue.headers,
            body: ResponseBody { writer in try await stream.write(first, to: &writer) })
        response.headers[.contentLength] = nil
        response.headers[.contentType] = ServerSentEvents.mediaType + "; charset=utf-8"
        response.headers[.cacheControl] = "no-store"
        response.headers[.accelBuffering] = "no"
        response.whenEnded { [metrics, outcome = stream.outcome] in metrics?.streamed(outcome.kind) }
        return response
    }
}
