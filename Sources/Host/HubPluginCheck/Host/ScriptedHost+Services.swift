import HubCore
import PluginABI

/// What the services say.
extension ScriptedHost {
    typealias End = @Sendable (ServiceAnswer) -> Void

    enum ValueRequest {
        case get
        case put([UInt8])
        case remove
    }

    static let dimensions = 8

    func http(_ call: ah_call, _ head: [UInt8], bodyBytes: Int, end: @escaping End) -> Int32 {
        let request: HTTPHead
        do throws(HTTPHead.Problem) { request = try HTTPHead(head) } catch {
            let record = state.withLock { $0.calls[call] }
            // What a user wrote may have come into it, so the host refuses it and goes on.
            find("request-malformed", "sends a malformed HTTP request: \(error.message)", record, severity: .warning)
            return ABIStatus.invalidInput
        }
        guard head.count <= 64 << 10, bodyBytes <= Int(AH_MAX_HTTP_BODY) else { return ABIStatus.tooLarge }
        return admit(
            call, service: AH_EXT_HOST_HTTP,
            answer: { state in
                let turn = state.calls[call]?.httpRequests ?? 0
                state.calls[call]?.httpRequests += 1
                let given = state.calls[call]?.responses ?? []
                let good = given.isEmpty ? ServiceAnswer.usualBody : given[min(turn, given.count - 1)]
                let isScripted = state.script.responseTurn.map { $0 == turn } ?? true
                var said = (isScripted ? state.script.response : nil) ?? .http(200, good)
                if request.method == "HEAD" { said.result = [] }
                return said.result.count > request.maximumBytes ? .failure(ABIStatus.tooLarge) : said
            },
            odd: { .oddHTTP($0, limit: request.maximumBytes) }, end: end)
    }

    func value(_ call: ah_call, _ request: ValueRequest, _ key: [UInt8], end: @escaping End) -> Int32 {
        guard (1...Int(AH_MAX_KV_KEY)).contains(key.count) else { return ABIStatus.invalidInput }
        let missing = ServiceAnswer.failure(ABIStatus.notFound)
        return admit(
            call, service: AH_EXT_HOST_KV,
            answer: { state in
                switch request {
                case .get: return state.values[key].map { ServiceAnswer(result: $0) } ?? missing
                case .put(let value):
                    // A cache may forget.
                    if state.values.count > 1000 { state.values = [:] }
                    state.values[key] = value
                case .remove: state.values[key] = nil
                }
                return ServiceAnswer()
            },
            odd: { turn in
                guard case .get = request else { return missing }
                return ServiceAnswer(
                    result: turn % 2 == 0 ? [] : [UInt8](repeating: 0xFF, count: Int(AH_MAX_KV_VALUE)))
            }, end: end)
    }

    func credential(_ call: ah_call, end: @escaping End) -> Int32 {
        admit(
            call, service: AH_EXT_HOST_CREDENTIALS, answer: { _ in ServiceAnswer(result: Array("check-secret".utf8)) },
            odd: { ServiceAnswer(result: [UInt8](repeating: 0x41, count: $0 % 2 == 0 ? 0 : 8192)) }, end: end)
    }

    /// An address that no connection comes about with, and that says so at once.
    func resolve(_ call: ah_call, end: @escaping End) -> Int32 {
        admit(
            call, service: AH_EXT_HOST_EGRESS,
            answer: { _ in ServiceAnswer(result: (["addresses": ["255.255.255.255"]] as JSONValue).bytes) },
            odd: { turn in
                let addresses: JSONValue = turn % 2 == 0 ? ["::"] : ["255.255.255.255", "ff02::1"]
                return ServiceAnswer(result: (["addresses": addresses] as JSONValue).bytes)
            }, end: end)
    }

    func embed(_ call: ah_call, _ request: [UInt8], end: @escaping End) -> Int32 {
        guard let json = try? JSONValue(parsing: request),
            ["document", "query"].contains(json["purpose"]?.stringValue),
            let texts = json["texts"]?.arrayValue?.compactMap(\.stringValue), !texts.isEmpty,
            texts.count <= Int(AH_MAX_TEXTS)
        else { return ABIStatus.invalidInput }
        func vectors(_ rows: Int, _ dimensions: Int) -> [UInt8] {
            var bytes: [UInt8] = []
            func append(_ word: UInt32) { withUnsafeBytes(of: word.littleEndian) { bytes += $0 } }
            append(UInt32(rows))
            append(UInt32(dimensions))
            for row in 0..<rows {
                for place in 0..<dimensions {
                    let text = row < texts.count ? texts[row] : ""
                    append((Float((text.utf8.count + place) % 7) / 7 + 0.1).bitPattern)
                }
            }
            return bytes
        }
        return admit(
            call, service: AH_EXT_HOST_EMBEDDING,
            answer: { _ in ServiceAnswer(result: vectors(texts.count, Self.dimensions)) },
            odd: { _ in ServiceAnswer(result: vectors(texts.count, 1)) }, end: end)
    }

    func get(
        _ call: ah_call, _ service: String, _ value: JSONValue, _ json: UnsafeMutablePointer<ah_bytes>
    ) -> Int32 {
        state.withLock { state in
            state.used.insert(service)
            guard let record = state.calls[call], record.completion == nil else { return ABIStatus.stale }
            guard !record.isGivenUp(at: Monotonic.now()) else { return ABIStatus.cancelled }
            switch state.script.answers {
            case .refusing(let status), .failing(let status): return status
            case .fine, .odd, .anything, .held: break
            }
            let loan = Loan(value.bytes, .getter)
            state.calls[call]?.getters.append(loan)
            json.pointee = loan.bytes
            return ABIStatus.ok
        }
    }

    func readBlob(_ call: ah_call, _ id: String, _ offset: UInt64, _ length: UInt32, end: @escaping End) -> Int32 {
        guard !id.isEmpty else { return ABIStatus.invalidInput }
        func piece(of bytes: [UInt8]) -> ServiceAnswer {
            ServiceAnswer(result: Array(bytes.dropFirst(Int(clamping: offset)).prefix(Int(length))))
        }
        return admit(
            call, service: AH_EXT_HOST_BLOB,
            answer: { state in
                if let own = state.calls[call]?.blobs[id] { return piece(of: own) }
                let input = String(decoding: state.calls[call]?.inputBytes ?? [], as: UTF8.self)
                return input.contains(JSONValue.string(id).text)
                    ? piece(of: SampleImage.png) : .failure(ABIStatus.notFound)
            },
            odd: { turn in
                turn % 2 == 0
                    ? piece(of: []) : piece(of: [UInt8](repeating: 0x25, count: Int(AH_MAX_BLOB_PIECE)))
            }, end: end)
    }

    func writeBlob(_ call: ah_call, _ head: [UInt8], _ piece: [UInt8], end: @escaping End) -> Int32 {
        guard let head = try? JSONValue(parsing: head), head["media_type"] != nil || head["blob"] != nil else {
            return ABIStatus.invalidInput
        }
        return admit(
            call, service: AH_EXT_HOST_BLOB,
            answer: { state in
                let id = head["blob"]?.stringValue ?? "check-blob-\(state.requests)"
                let known = state.calls[call]?.blobs[id]
                if head["blob"] != nil, known == nil { return .failure(ABIStatus.notFound) }
                state.calls[call]?.blobs[id] = (known ?? []) + piece
                let size = (known?.count ?? 0) + piece.count
                return ServiceAnswer(result: (["blob": .string(id), "size": .int(size)] as JSONValue).bytes)
            },
            odd: { _ in .failure(ABIStatus.tooLarge) }, end: end)
    }

    /// Every third chunk finds no room at first.
    func emit(_ call: ah_call, _ chunk: ah_bytes, end: @escaping End) -> Int32 {
        let record = state.withLock { $0.calls[call] }
        guard chunk.len <= Int(AH_MAX_CHUNK) else { return ABIStatus.tooLarge }
        guard let bytes = chunk.copied, String(validating: bytes, as: UTF8.self) != nil else {
            find("stream-text", "emits what is not UTF-8", record)
            return ABIStatus.invalidInput
        }
        let isFull = state.withLock { state in
            state.requests += 1
            state.used.insert(AH_EXT_HOST_STREAM)
            switch state.script.answers {
            case .held, .failing: return true
            case .fine, .odd, .anything: return state.requests % 3 == 0
            case .refusing: return false
            }
        }
        if !isFull {
            return state.withLock { state in
                guard let record = state.calls[call], record.completion == nil else { return ABIStatus.stale }
                if case .refusing(let status) = state.script.answers {
                    // Busy would owe the plugin its room.
                    return status == ABIStatus.busy ? ABIStatus.unavailable : status
                }
                return record.isGivenUp(at: Monotonic.now()) ? ABIStatus.cancelled : ABIStatus.ok
            }
        }
        let status = admit(
            call, service: AH_EXT_HOST_STREAM, answer: { _ in ServiceAnswer() }, odd: { _ in ServiceAnswer() },
            end: end)
        return status == ABIStatus.ok ? ABIStatus.busy : status
    }
}
