import CPQ
import Dispatch
import Glibc
import PluginSDK
import Synchronization

/// Finishes a login, on a thread of its own.
///
/// With SCRAM it is the server who says how often the password is hashed, and libpq 15 hashes as often as any server likes,
/// for minutes, in one step that nothing ends (https://www.rfc-editor.org/rfc/rfc5802#section-5.1). So whoever asked stops
/// waiting at its deadline, and the thread goes on with a low claim on the processor. Such threads are counted, since a
/// row may name a server that does so on purpose: its tenant gets no further login until they have ended.
final class Login: Sendable {
    private enum Phase {
        case underWay
        case ended(Result<Void, ToolError>)
        /// Nobody waits for it.
        case leftAlone
    }

    /// Logins of a tenant that were left alone and have not ended.
    private static let maximumOfScope = 2
    /// The same, of all tenants.
    private static let maximum = 32
    /// In milliseconds, how often the one who waits looks whether the call was cancelled.
    private static let slice = 25
    private static let leftAlone = Mutex<[String: Int]>([:])

    private let handle: PostgreSQLHandle
    private let scope: String
    private let patience: Patience
    private let phase = Mutex(Phase.underWay)
    private let end = DispatchSemaphore(value: 0)

    private init(_ handle: PostgreSQLHandle, scope: String, _ patience: Patience) {
        self.handle = handle
        self.scope = scope
        self.patience = patience
    }

    /// Whether another login of the tenant may begin.
    static func admit(scope: String) throws(ToolError) {
        let isFull = leftAlone.withLock { counts in
            counts[scope, default: 0] >= maximumOfScope || counts.values.reduce(0, +) >= maximum
        }
        if isFull {
            throw ToolError(
                .busy, "Earlier logins to databases have not ended yet, long after their time; try again later.")
        }
    }

    /// Returns once the connection is logged in. `scope` names the tenant.
    static func finish(_ handle: PostgreSQLHandle, scope: String, _ patience: Patience) throws(ToolError) {
        let login = Login(handle, scope: scope, patience)
        try login.start()
        while login.end.wait(timeout: .now() + .milliseconds(min(slice, patience.remaining))) == .timedOut {
            do throws(ToolError) {
                try patience.check()
            } catch {
                if login.leave() { throw error }
                break
            }
        }
        guard case .ended(let result) = login.phase.withLock({ $0 }) else {
            throw ToolError(.internal, "A login ended without an outcome.")
        }
        try result.get()
    }

    private func start() throws(ToolError) {
        // SAFETY: released by the thread, which takes it over, or below.
        let context = Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                // SAFETY: `start` retained it for this thread.
                Unmanaged<Login>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context)
        guard code == 0 else {
            Unmanaged<Login>.fromOpaque(context).release()
            throw ToolError(.busy, "The system gives no thread for the login at the moment.")
        }
        pthread_detach(thread)
    }

    /// False: it has ended meanwhile.
    private func leave() -> Bool {
        phase.withLock { phase in
            guard case .underWay = phase else { return false }
            phase = .leftAlone
            Self.leftAlone.withLock { $0[scope, default: 0] += 1 }
            return true
        }
    }

    private func run() {
        // Of this thread alone: Linux keeps a priority for each. https://man7.org/linux/man-pages/man2/setpriority.2.html
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        let result: Result<Void, ToolError>
        do throws(ToolError) {
            result = .success(try connect())
        } catch {
            result = .failure(error)
        }
        let wasLeftAlone = phase.withLock { phase in
            if case .leftAlone = phase { return true }
            phase = .ended(result)
            return false
        }
        if wasLeftAlone {
            Self.leftAlone.withLock { counts in
                counts[scope, default: 1] -= 1
                if counts[scope] == 0 { counts[scope] = nil }
            }
        }
        end.signal()
    }

    private func connect() throws(ToolError) {
        var state = PGRES_POLLING_WRITING
        while true {
            switch state {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_READING: try patience.wait(for: PQsocket(handle.pointer), POLLIN)
            case PGRES_POLLING_WRITING: try patience.wait(for: PQsocket(handle.pointer), POLLOUT)
            case _: throw refusal
            }
            state = PQconnectPoll(handle.pointer)
        }
    }

    /// The message begins with the address: `connection to server at "…", port 5432 failed: FATAL: …`.
    private var refusal: ToolError {
        let message = handle.message
        let reason = message.firstRange(of: " failed: ").map { message[$0.upperBound...] } ?? ""
        let line = reason.split(separator: "\n").first.map(String.init) ?? "no reason is known"
        if PQconnectionUsedPassword(handle.pointer) == 1, line.contains("authentication failed") {
            return ToolError(.invalidConfiguration, "The database does not accept the user and the credential.")
                .at("/auth")
        }
        return ToolError(.unavailable, "The database cannot be reached: \(line.prefix(200)).")
    }
}
