import CHiredis

/// hiredis' reader of replies, and a limit on what it may hold. Confined to one thread.
final class RedisReplyReader {
    /// The reader gives a larger buffer back to the system when it is empty.
    private static let keptBytes = 256 << 10

    private let reader: UnsafeMutablePointer<redisReader>
    private let maximumBytes: Int
    /// Bytes of the reply that is not complete yet.
    private var incomplete = 0

    init(maximumBytes: Int) {
        guard let reader = redisReaderCreate() else { preconditionFailure("no memory for the reader of replies") }
        reader.pointee.maxbuf = Self.keptBytes
        self.reader = reader
        self.maximumBytes = maximumBytes
    }

    deinit { redisReaderFree(reader) }

    /// Takes what came from the network, and hands out the replies that are complete with it.
    func take(_ bytes: UnsafeRawBufferPointer, _ body: (RedisReply) -> Void) throws(RedisError) {
        let start = bytes.bindMemory(to: CChar.self).baseAddress
        guard redisReaderFeed(reader, start, bytes.count) == REDIS_OK else { throw .protocolViolation }
        incomplete += bytes.count
        while true {
            var reply: UnsafeMutablePointer<redisReply>?
            guard hub_redis_next_reply(reader, &reply) == REDIS_OK else { throw .protocolViolation }
            guard let reply else { break }
            // SAFETY: a reply that the reader gave out is ours to free, once; `value` copies it.
            defer { freeReplyObject(reply) }
            incomplete = reader.pointee.len - reader.pointee.pos
            body(Self.value(reply))
        }
        guard incomplete <= maximumBytes else { throw .tooLarge }
    }

    /// hiredis allows seven levels of arrays, so the recursion is bounded.
    private static func value(_ reply: UnsafePointer<redisReply>) -> RedisReply {
        let content = reply.pointee
        // SAFETY: hiredis keeps `len` bytes at `str` until the reply is freed.
        let bytes = UnsafeRawBufferPointer(start: content.str, count: content.str == nil ? 0 : content.len)
        switch content.type {
        case REDIS_REPLY_STRING, REDIS_REPLY_STATUS: return .bytes(Array(bytes))
        case REDIS_REPLY_INTEGER: return .integer(content.integer)
        case REDIS_REPLY_ARRAY: return .array((0..<content.elements).map { value(hub_redis_element(reply, $0)) })
        case REDIS_REPLY_ERROR: return .error(code: code(bytes))
        default: return .null
        }
    }

    /// The text after the code may quote a key.
    private static func code(_ text: UnsafeRawBufferPointer) -> String {
        let word = text.prefix { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
        return word.isEmpty ? "ERR" : String(decoding: word.prefix(32), as: UTF8.self)
    }
}
