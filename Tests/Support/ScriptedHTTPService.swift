import Dispatch
import HubCore
import PluginABI
import Synchronization

/// The http service of a scripted host: answers each request with the next answer of its script, and keeps what was sent.
/// A request beyond the script fails with words that name it.
package final class ScriptedHTTPService: Sendable {
    package struct Request: Sendable {
        package let head: JSONValue
        package let body: [UInt8]

        package var method: String? { head["method"]?.stringValue }
        package var url: String? { head["url"]?.stringValue }
    }

    package enum Answer: Sendable {
        case response(Int, headers: JSONValue = [:], body: [UInt8] = [])
        case failure(Int, kind: String)
        /// The request is not accepted.
        case refusal(Int)
        /// No answer until `answerHeld`.
        case held

        /// A response of JSON.
        package static func json(_ status: Int, _ text: String, headers: JSONValue = [:]) -> Answer {
            .response(status, headers: headers, body: Array(text.utf8))
        }
        /// No connection came about.
        package static var noConnection: Answer { .failure(Int(AH_E_UPSTREAM), kind: "connection") }
    }

    /// Where answers come from: the thread of the request, before it returns, or one of its own.
    package enum Delivery: Sendable { case inline, otherThread }

    private struct Held: @unchecked Sendable {
        // SAFETY: the pointer is the plugin's and is only handed back to it, once.
        let done: ah_http_done
        let user: UnsafeMutableRawPointer?
    }

    private struct State {
        var script: [Answer]
        var requests: [Request] = []
        var held: [Held] = []
    }

    private let state: Mutex<State>
    private let delivery: Delivery
    /// Answers in the place of the script.
    private let answering: (@Sendable (Request) -> Answer)?

    package init(_ script: [Answer] = [], delivery: Delivery = .inline) {
        state = Mutex(State(script: script))
        self.delivery = delivery
        answering = nil
    }

    /// A service without a script, whose answers `answering` makes, on the thread of the request.
    package init(answering: @escaping @Sendable (Request) -> Answer) {
        state = Mutex(State(script: []))
        delivery = .inline
        self.answering = answering
    }

    /// Whether an answer may wait for something of its own.
    var takesItsTime: Bool { answering != nil }

    package var requests: [Request] { state.withLock { $0.requests } }
    /// How many requests wait for `answerHeld`.
    package var heldRequests: Int { state.withLock { $0.held.count } }
    package var unusedAnswers: Int { state.withLock { $0.script.count } }
    package func add(_ answers: Answer...) { state.withLock { $0.script += answers } }

    /// Answers the requests that are held.
    package func answerHeld(_ answer: Answer) {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for request in held { Self.deliver(answer, to: request) }
    }

    func accept(head: [UInt8], body: [UInt8], done: ah_http_done, user: UnsafeMutableRawPointer?) -> ah_status {
        guard let head = try? JSONValue(parsing: head) else { return ah_status(AH_E_INVALID_INPUT) }
        // SAFETY: see Held.
        let held = Held(done: done, user: user)
        let answer = state.withLock { state -> Answer? in
            state.requests.append(Request(head: head, body: body))
            return state.script.isEmpty ? nil : state.script.removeFirst()
        }
        switch answering?(Request(head: head, body: body)) ?? answer {
        case .refusal(let status): return ah_status(status)
        case .held: state.withLock { $0.held.append(held) }
        case nil: Self.deliver(.failure(Int(AH_E_INTERNAL), kind: "unscripted request: \(head.text)"), to: held)
        case .some(let answer):
            switch delivery {
            case .inline: Self.deliver(answer, to: held)
            case .otherThread: DispatchQueue.global().async { Self.deliver(answer, to: held) }
            }
        }
        return ah_status(AH_OK)
    }

    private static func deliver(_ answer: Answer, to held: Held) {
        switch answer {
        case .response(let status, let headers, let body):
            LentBytes(headers.bytes).lend { headers in
                LentBytes(body).lend { held.done(held.user, ah_status(AH_OK), Int32(status), headers, $0) }
            }
        case .failure(let status, let kind):
            let document: JSONValue = [
                "message": .string("The host says: \(kind)."), "details": ["kind": .string(kind)],
            ]
            LentBytes(document.bytes).lend {
                held.done(held.user, ah_status(status), 0, ah_bytes(ptr: nil, len: 0), $0)
            }
        case .refusal, .held: fatalError("This is no answer to deliver.")
        }
    }
}
