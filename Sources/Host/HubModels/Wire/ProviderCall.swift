import HubCore
import HubEgress

/// What is particular to a provider in one call of a model.
protocol ProviderWire: Sendable {
    associatedtype Reading: StreamReading

    /// Below the base URL: `/chat/completions`.
    func path(for request: ModelRequest) -> String
    func headers(for request: ModelRequest) -> [HTTPHeader]
    /// The body; `request.textSink` says whether the answer is to be streamed.
    func body(for request: ModelRequest, base: String) -> JSONValue
    /// Reads a whole answer of status 200; throws where it is an error or not what the API says.
    func response(_ json: JSONValue, to request: ModelRequest) throws(ModelError) -> ModelResponse
    /// A new reading of a streamed answer.
    func reading(of request: ModelRequest) -> Reading
    /// What the body of an answer of another status says; the words themselves stay out.
    func complaint(_ body: JSONValue) -> ProviderComplaint
}

/// Puts a streamed answer together.
protocol StreamReading {
    /// Takes an event in, and returns the words that it brought, empty where it brought none; all of them together are the
    /// whole answer's text. Throws where the event is an error or not what the API says.
    mutating func take(_ event: ServerSentEvent) throws(ModelError) -> String
    /// Whether the answer is complete: what the connection brings later does not count.
    var isComplete: Bool { get }
    /// Whether nothing of the answer itself is missing; what was used may still come.
    var isWhole: Bool { get }
    /// The whole answer once the stream has ended; throws `.malformed` where it broke off, so that it is not whole.
    func response() throws(ModelError) -> ModelResponse
    /// As far as the provider has counted.
    var usage: TokenUsage? { get }
    /// Bytes of words, arguments and thoughts so far.
    var receivedBytes: Int { get }
}

/// What a provider's error body says, apart from the status.
struct ProviderComplaint: Sendable, Hashable {
    var speaksOfContextLength = false
    var speaksOfQuota = false
    var speaksOfContentPolicy = false
    var speaksOfUnknownModel = false
    var speaksOfKey = false
    /// How long the provider asks to wait, where the body says it and not a header.
    var retryAfter: Duration?

    static let none = ProviderComplaint()
}

/// One call of a model over HTTP, for any provider.
struct ProviderCall<Wire: ProviderWire>: Sendable {
    let wire: Wire
    let transport: ProviderTransport
    let now: @Sendable () -> HTTPDate

    func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse {
        let base = transport.base(of: request.model)
        let stream = try await open(request, base)
        guard stream.status == 200 else {
            throw ProviderErrors.error(
                status: stream.status, headers: stream.headers, complaint: try await complaint(stream), now: now())
        }
        if let sink = request.textSink, isEventStream(stream) { return try await read(stream, request, into: sink) }
        let response = try wire.response(try await json(stream), to: request)
        // A server that does not stream has answered whole.
        if let sink = request.textSink, !response.text.isEmpty { sink.append(response.text) }
        return response
    }

    private func open(_ request: ModelRequest, _ base: String) async throws(ModelError) -> EgressStream {
        do throws(EgressError) {
            return try await transport.post(
                wire.body(for: request, base: base), to: wire.path(for: request), for: request.model, key: request.key,
                accept: request.textSink == nil ? "application/json" : "text/event-stream",
                headers: wire.headers(for: request), traceparent: request.traceparent, deadline: request.deadline)
        } catch {
            throw ProviderErrors.error(error)
        }
    }

    private func isEventStream(_ stream: EgressStream) -> Bool {
        stream.headers.value(of: "content-type")?.lowercased().hasPrefix("text/event-stream") ?? false
    }

    private func complaint(_ stream: EgressStream) async throws(ModelError) -> ProviderComplaint {
        let body: [UInt8]
        do throws(EgressError) {
            body = try await stream.collect()
        } catch {
            // The status says what can be said.
            return .none
        }
        do throws(JSONParseError) {
            return wire.complaint(try JSONValue(parsing: body))
        } catch {
            // An error page of a proxy.
            return .none
        }
    }

    private func json(_ stream: EgressStream) async throws(ModelError) -> JSONValue {
        let body: [UInt8]
        do throws(EgressError) {
            body = try await stream.collect()
        } catch {
            throw ProviderErrors.error(error, progress: .unknown)
        }
        do throws(JSONParseError) {
            return try JSONValue(parsing: body)
        } catch {
            throw ModelError(.malformed, "the provider's answer is not JSON")
        }
    }

    private func read(
        _ stream: EgressStream, _ request: ModelRequest, into sink: any ModelTextSink
    ) async throws(ModelError) -> ModelResponse {
        var parser = ServerSentEventParser()
        var reading = wire.reading(of: request)
        do throws(ModelError) {
            var chunks = stream.makeAsyncIterator()
            while !reading.isComplete, let bytes = try await Self.next(&chunks, reading) {
                for event in parser.take(bytes) where !reading.isComplete {
                    let words = try reading.take(event)
                    if !words.isEmpty { sink.append(words) }
                }
            }
            let response = try reading.response()
            stream.release()
            return response
        } catch {
            var error = error
            // An error in the stream's middle does not undo what was answered before it.
            error.progress = .begun(usage: reading.usage, receivedBytes: reading.receivedBytes)
            throw error
        }
    }

    /// nil at the end, and where the transfer fails once the answer is whole: only what was used may be missing then.
    private static func next(
        _ chunks: inout EgressStream.Iterator, _ reading: Wire.Reading
    ) async throws(ModelError) -> [UInt8]? {
        do throws(EgressError) {
            return try await chunks.next(isolation: nil)
        } catch {
            if error.kind != .cancelled, reading.isWhole { return nil }
            throw ProviderErrors.error(error)
        }
    }
}
