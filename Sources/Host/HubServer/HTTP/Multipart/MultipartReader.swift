import HubCore
import Hummingbird

/// Reads a request's parts as they come: no more is asked of the client than was taken.
struct MultipartReader {
    private var body: RequestBody.AsyncIterator
    private var parser: MultipartParser
    private var events: ArraySlice<MultipartParser.Event> = []
    private let limit: Int
    private var size = 0
    private var isDone = false
    /// Whether the last part that was given has an end to come.
    private var isInPart = false

    /// `limit`: bytes of the whole body.
    init(_ body: RequestBody, _ boundary: MultipartBoundary, upTo limit: Int, parts: Int) {
        self.body = body.makeAsyncIterator()
        parser = MultipartParser(boundary, maximumParts: parts)
        self.limit = limit
    }

    /// The next part, past what is left of the one before; nil: that was all, and the body was whole.
    mutating func nextPart() async throws -> MultipartPart? {
        while let event = try await next() {
            if case .part(let part) = event {
                isInPart = true
                return part
            }
        }
        return nil
    }

    /// More of the part's content; nil at its end and from then on.
    mutating func nextBytes() async throws -> [UInt8]? {
        guard isInPart else { return nil }
        if case .bytes(let bytes) = try await next() { return bytes }
        isInPart = false
        return nil
    }

    /// The part's whole content; nil where it has more bytes.
    mutating func content(upTo maximum: Int) async throws -> [UInt8]? {
        var content: [UInt8] = []
        while let bytes = try await nextBytes() {
            guard content.count + bytes.count <= maximum else { return nil }
            content += bytes
        }
        return content
    }

    private mutating func next() async throws -> MultipartParser.Event? {
        while events.isEmpty {
            if isDone { return nil }
            guard let chunk = try await chunk() else {
                isDone = true
                do throws(MultipartFault) {
                    try parser.finish()
                } catch {
                    throw Problem(error)
                }
                return nil
            }
            size += chunk.count
            guard size <= limit else { throw Problem.bodyTooLarge(limit) }
            do throws(MultipartFault) {
                events = try parser.feed(chunk)[...]
            } catch {
                throw Problem(error)
            }
        }
        return events.removeFirst()
    }

    private mutating func chunk() async throws -> [UInt8]? {
        do {
            return try await body.next().map { Array($0.readableBytesView) }
        } catch is BodyTooSlow {
            throw Problem.bodyTooSlow
        } catch let error as CancellationError {
            throw error
        } catch {
            // The client went away, or sent what is no HTTP any more.
            throw Problem.incompleteBody
        }
    }
}
