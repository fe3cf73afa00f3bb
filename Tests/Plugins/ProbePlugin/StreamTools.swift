import PluginSDK

/// Emits `text` so many `times`, waiting on its thread or not, and completes with how often, or with what it streamed.
struct StreamingTool: Tool {
    func invoke(_ call: Call) throws {
        let text = call.input["text"]?.stringValue ?? ""
        let times = call.input["times"]?.numberValue?.intValue ?? 1
        guard call.input["waiting"]?.boolValue == true else { return emit(text, times, of: call, done: 0) }
        for _ in 0..<times { try call.stream.emitWaiting(text) }
        complete(call, times)
    }

    private func emit(_ text: String, _ times: Int, of call: Call, done: Int) {
        guard done < times else { return complete(call, done) }
        call.stream.emit(text) { answer in
            switch answer {
            case .success: emit(text, times, of: call, done: done + 1)
            case .failure(let error): call.fail(error)
            }
        }
    }

    private func complete(_ call: Call, _ times: Int) {
        if call.input["streamed"]?.boolValue == true { return call.completeStreamed() }
        call.complete(with: ["emitted": .number(JSONNumber(times))])
    }
}

/// Writes `text` so many `times` into one blob, in pieces or as a whole, and completes with it.
struct WritingTool: Tool {
    func invoke(_ call: Call) throws {
        let text = Array((call.input["text"]?.stringValue ?? "").utf8)
        let times = call.input["times"]?.numberValue?.intValue ?? 1
        let type = call.input["type"]?.stringValue ?? "text/csv"
        guard call.input["waiting"]?.boolValue == true else {
            return call.blobs.write(text, mediaType: type, last: times == 1) { goOn($0, text, times - 1, of: call) }
        }
        let whole = [[UInt8]](repeating: text, count: times).flatMap { $0 }
        complete(call, try call.blobs.writeWaiting(whole, mediaType: type))
    }

    private func goOn(
        _ answer: Result<BlobService.Written, ToolError>, _ text: [UInt8], _ left: Int, of call: Call
    ) {
        switch answer {
        case .failure(let error): call.fail(error)
        case .success(let blob):
            if left == 0 { return complete(call, blob) }
            call.blobs.append(text, to: blob, last: left == 1) { goOn($0, text, left - 1, of: call) }
        }
    }

    private func complete(_ call: Call, _ blob: BlobService.Written) {
        call.complete(with: [
            "file": blob.reference(named: call.input["name"]?.stringValue), "size": .number(JSONNumber(blob.size)),
        ])
    }
}
