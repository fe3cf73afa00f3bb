import Dispatch
import PluginABI
import RunnerProtocol
import Synchronization

/// A plugin's request to a service, put to the scripted host's table. Whatever the table's function does first, the runner hears
/// whether the request was accepted before it hears the end.
final class RunnerRequest: Sendable {
    private struct State {
        var isAccepted = false
        var end: RunnerFrame?
    }

    private let frame: RunnerFrame
    private let runner: ScriptedRunner
    private let state = Mutex(State())

    init(_ frame: RunnerFrame, runner: ScriptedRunner) {
        self.frame = frame
        self.runner = runner
    }

    /// On this thread, but for answers of a service that may take its time.
    func ask(_ host: ScriptedPluginHost) {
        if frame.code == AHR_REQUEST_HTTP, host.http.takesItsTime {
            DispatchQueue.global().async { self.answer(host) }
        } else {
            answer(host)
        }
    }

    private func answer(_ host: ScriptedPluginHost) {
        // SAFETY: given back by the request's end, or below where there is none.
        let user = Unmanaged.passRetained(self)
        let status = withExtendedLifetime(host) { call(host, user.toOpaque()) }
        let goesOn = status == (frame.code == AHR_REQUEST_EMIT ? AH_E_BUSY : AH_OK)
        if !goesOn { user.release() }
        let end = state.withLock { state in
            state.isAccepted = true
            return state.end
        }
        runner.send(RunnerFrame(AHR_ACCEPTED, status: status, subject: frame.subject))
        if let end { runner.send(end) }
    }

    private func call(_ host: ScriptedPluginHost, _ user: UnsafeMutableRawPointer) -> ah_status {
        var rest = RunnerPayload(frame.payload)
        let (table, call) = (UnsafePointer(host.table), frame.object)
        func service<Table>(_ id: String, _: Table.Type) -> Table? {
            // SAFETY: the id names the table's type.
            table.pointee.ext(table, id)?.assumingMemoryBound(to: Table.self).pointee
        }
        func ask(_ bytes: [UInt8], _ function: (ah_bytes) -> ah_status) -> ah_status { LentBytes(bytes).lend(function) }
        func ask(_ first: [UInt8], _ second: [UInt8], _ function: (ah_bytes, ah_bytes) -> ah_status) -> ah_status {
            LentBytes(first).lend { first in LentBytes(second).lend { function(first, $0) } }
        }
        let done = Self.done
        switch frame.code {
        case AHR_REQUEST_HTTP:
            guard let http = service(AH_EXT_HOST_HTTP, ah_host_http.self) else { break }
            return ask(rest.part(), rest.remainder()) { http.request(table, call, $0, $1, Self.httpDone, user) }
        case AHR_REQUEST_KV_GET, AHR_REQUEST_KV_REMOVE, AHR_REQUEST_KV_PUT:
            guard let kv = service(AH_EXT_HOST_KV, ah_host_kv.self) else { break }
            if frame.code == AHR_REQUEST_KV_PUT {
                return ask(rest.part(), rest.remainder()) { kv.put(table, call, $0, $1, frame.number, done, user) }
            }
            let function = frame.code == AHR_REQUEST_KV_GET ? kv.get : kv.remove
            return ask(rest.remainder()) { function?(table, call, $0, done, user) ?? ah_status(AH_E_UNSUPPORTED) }
        case AHR_REQUEST_CREDENTIAL:
            guard let credentials = service(AH_EXT_HOST_CREDENTIALS, ah_host_credentials.self) else { break }
            return credentials.get(table, call, String(decoding: rest.remainder(), as: UTF8.self), done, user)
        case AHR_REQUEST_RESOLVE:
            guard let egress = service(AH_EXT_HOST_EGRESS, ah_host_egress.self) else { break }
            return egress.resolve(
                table, call, String(decoding: rest.remainder(), as: UTF8.self), frame.number, done, user)
        case AHR_REQUEST_EMBED:
            guard let embedding = service(AH_EXT_HOST_EMBEDDING, ah_host_embedding.self) else { break }
            return ask(rest.remainder()) { embedding.embed(table, call, $0, done, user) }
        case AHR_REQUEST_BLOB_READ:
            guard let blob = service(AH_EXT_HOST_BLOB, ah_host_blob.self) else { break }
            let offset = rest.number(UInt64.self)
            return blob.read(
                table, call, String(decoding: rest.remainder(), as: UTF8.self), offset, frame.number, done, user)
        case AHR_REQUEST_BLOB_WRITE:
            guard let blob = service(AH_EXT_HOST_BLOB, ah_host_blob.self) else { break }
            return ask(rest.part(), rest.remainder()) { blob.write(table, call, $0, $1, done, user) }
        case AHR_REQUEST_EMIT:
            guard let stream = service(AH_EXT_HOST_STREAM, ah_host_stream.self) else { break }
            return ask(rest.remainder()) { stream.emit(table, call, $0, done, user) }
        case _: fatalError("The runner asks for \(frame.code), which nobody knows here.")
        }
        return ah_status(AH_E_UNAVAILABLE)
    }

    private func end(_ status: ah_status, http: Int32 = 0, headers: [UInt8] = [], _ body: [UInt8]) {
        let end = RunnerFrame(
            AHR_DONE, status: status, number: UInt32(bitPattern: http), subject: frame.subject,
            payload: RunnerFrame.payload(headers, body))
        let isAccepted = state.withLock { state in
            if !state.isAccepted { state.end = end }
            return state.isAccepted
        }
        if isAccepted { runner.send(end) }
    }

    private static func of(_ user: UnsafeMutableRawPointer?) -> RunnerRequest? {
        // SAFETY: `answer` retained it for this one end.
        user.map { Unmanaged<RunnerRequest>.fromOpaque($0).takeRetainedValue() }
    }

    private static let done: ah_done = { user, status, result in RunnerRequest.of(user)?.end(status, result.copied) }

    private static let httpDone: ah_http_done = { user, status, http, headers, body in
        RunnerRequest.of(user)?.end(status, http: http, headers: headers.copied, body.copied)
    }
}
