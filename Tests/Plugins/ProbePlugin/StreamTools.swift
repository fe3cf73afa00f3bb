import PluginSDK

/// Emits `text` so many `times`, with its number behind it where it is `numbered`, waiting on its thread or not; and completes with how
/// often, or with what it streamed. With `secret` the value of that credential is the text, in two halves. What the input does not
/// say, the row's configuration does.
struct StreamingTool: Tool {
    let setup: ToolSetup

    func invoke(_ call: Call) throws {
        func value(_ name: String) -> JSON? { call.input[name] ?? setup.configuration[name] }
        let text = value("text")?.stringValue ?? ""
        let times = value("times")?.numberValue?.intValue ?? 1
        var texts = (0..<times).map { value("numbered")?.boolValue == true ? "\(text)\($0);" : text }
        let isStreamed = value("streamed")?.boolValue == true
        if let secret = value("secret")?.stringValue {
            return call.credentials.with(secret) {
                String(decoding: $0, as: UTF8.self)
            } completion: { answer in
                switch answer {
                case .failure(let error): call.fail(error)
                case .success(let value):
                    let middle = value.index(value.startIndex, offsetBy: value.count / 2)
                    let halves = ["before " + value[..<middle], value[middle...] + " behind"].map { String($0) }
                    Self.emit(halves[...], of: call, count: 2, isStreamed)
                }
            }
        }
        guard value("waiting")?.boolValue == true else {
            return Self.emit(texts[...], of: call, count: times, isStreamed)
        }
        while !texts.isEmpty { try call.stream.emitWaiting(texts.removeFirst()) }
        Self.complete(call, times, isStreamed)
    }

    private static func emit(_ texts: ArraySlice<String>, of call: Call, count: Int, _ isStreamed: Bool) {
        guard let text = texts.first else { return complete(call, count, isStreamed) }
        call.stream.emit(text) { answer in
            switch answer {
            case .success: emit(texts.dropFirst(), of: call, count: count, isStreamed)
            case .failure(let error): call.fail(error)
            }
        }
    }

    private static func complete(_ call: Call, _ count: Int, _ isStreamed: Bool) {
        if isStreamed { return call.completeStreamed() }
        call.complete(with: ["emitted": .number(JSONNumber(count))])
    }
}

/// Writes `text` so many `times` into one blob, in pieces or as a whole, and completes with it. What the input does not say, the
/// row's configuration does.
struct WritingTool: Tool {
    let setup: ToolSetup

    func invoke(_ call: Call) throws {
        func value(_ name: String) -> JSON? { call.input[name] ?? setup.configuration[name] }
        let text = Array((value("text")?.stringValue ?? "").utf8)
        let times = value("times")?.numberValue?.intValue ?? 1
        let type = value("type")?.stringValue ?? "text/csv"
        let name = value("name")?.stringValue
        guard value("waiting")?.boolValue == true else {
            return call.blobs.write(text, mediaType: type, last: times == 1) {
                Self.goOn($0, text, times - 1, of: call, name)
            }
        }
        let whole = [[UInt8]](repeating: text, count: times).flatMap { $0 }
        Self.complete(call, try call.blobs.writeWaiting(whole, mediaType: type), name)
    }

    private static func goOn(
        _ answer: Result<BlobService.Written, ToolError>, _ text: [UInt8], _ left: Int, of call: Call, _ name: String?
    ) {
        switch answer {
        case .failure(let error): call.fail(error)
        case .success(let blob):
            if left == 0 { return complete(call, blob, name) }
            call.blobs.append(text, to: blob, last: left == 1) { goOn($0, text, left - 1, of: call, name) }
        }
    }

    private static func complete(_ call: Call, _ blob: BlobService.Written, _ name: String?) {
        call.complete(with: [
            "file": blob.reference(named: name), "size": .number(JSONNumber(blob.size)),
        ])
    }
}
