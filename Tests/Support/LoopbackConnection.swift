import Glibc

/// One connection of a `LoopbackServer`, served on the calling thread until it ends.
struct LoopbackConnection {
    let socket: Int32
    let number: Int
    let log: LoopbackLog
    let script: LoopbackServer.Script

    func serve() {
        defer { log.closed(socket) }
        var pending: [UInt8] = []
        while let request = read(&pending) {
            log.received(request)
            for action in script(request) {
                guard perform(action) else {
                    if !action.isEnding { log.cutOff() }
                    return
                }
            }
        }
    }

    /// False when the connection is over.
    private func perform(_ action: LoopbackAction) -> Bool {
        switch action {
        case .send(let bytes): return send(bytes)
        case .wait(let gate): return gate.wait(beside: socket)
        case .hang:
            var ignored: [UInt8] = []
            while receive(&ignored) { ignored.removeAll() }
            return false
        case .flood(let bytes):
            while send(bytes) {}
            return false
        case .close: return false
        case .reset:
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
            return false
        }
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            // SAFETY: the buffer is lent for the call.
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Appends what arrives; false when nothing more will.
    private func receive(_ bytes: inout [UInt8]) -> Bool {
        // SAFETY: at most as many bytes are written as the buffer has.
        let arrived = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
            var result = -1
            repeat { result = recv(socket, buffer.baseAddress, buffer.count, 0) } while result < 0 && errno == EINTR
            count = max(0, result)
        }
        bytes += arrived
        return !arrived.isEmpty
    }

    /// The next request, with a body as long as its Content-Length says; nil when the connection ended before.
    private func read(_ pending: inout [UInt8]) -> LoopbackRequest? {
        var end = headEnd(of: pending)
        while end == nil {
            guard receive(&pending) else { return nil }
            end = headEnd(of: pending)
        }
        guard let end else { return nil }
        let lines = String(decoding: pending[..<end], as: UTF8.self).split(separator: "\r\n")
        let start = lines.first?.split(separator: " ", maxSplits: 2) ?? []
        guard start.count == 3 else { return nil }
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? parts[1].drop { $0 == " " } : ""
            return (name: String(parts[0]), value: String(value))
        }
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        while pending.count < end + length {
            guard receive(&pending) else { return nil }
        }
        let body = Array(pending[end..<end + length])
        pending.removeFirst(end + length)
        return LoopbackRequest(
            connection: number, method: String(start[0]), target: String(start[1]), headers: headers, body: body)
    }

    /// Behind the empty line that ends the headers.
    private func headEnd(of bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (4...bytes.count).first { bytes[$0 - 4..<$0].elementsEqual([13, 10, 13, 10]) }
    }
}
