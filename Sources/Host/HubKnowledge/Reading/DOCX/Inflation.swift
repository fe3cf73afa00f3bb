import CZlib
import HubCore

/// Unpacks deflated data (RFC 1951) by zlib, never to more than is allowed.
enum Inflation {
    /// `size` is what it is said to unpack to; anything else is broken data.
    static func inflate(_ packed: ArraySlice<UInt8>, size: Int) throws(DocumentFailure) -> [UInt8] {
        var stream = z_stream()
        // A negative window: no header of zlib's own. https://zlib.net/manual.html#Advanced
        guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw DocumentFailure(.unavailable, "There is no memory to unpack the document in.")
        }
        defer { inflateEnd(&stream) }
        var packed = Array(packed)
        // One byte more shows that there would be more.
        var output = [UInt8](repeating: 0, count: size + 1)
        let status = packed.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                // SAFETY: zlib reads and writes inside the two arrays, whose lengths it is told, during this call only.
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(clamping: source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(clamping: target.count)
                return CZlib.inflate(&stream, Z_FINISH)
            }
        }
        guard status == Z_STREAM_END, Int(stream.total_out) == size else {
            throw DocumentFailure(.broken, "A part of the document cannot be unpacked.")
        }
        output.removeLast()
        return output
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32(0, bytes, UInt32(clamping: bytes.count)))
    }
}
