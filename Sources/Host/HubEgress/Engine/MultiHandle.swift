import CCurl
import HubCore

/// libcurl's multi handle, driven by its sockets and its one timer. Confined to the engine's thread.
///
/// https://curl.se/libcurl/c/curl_multi_socket_action.html
final class MultiHandle {
    let sockets: SocketPoll
    private let curl: UnsafeMutableRawPointer
    /// When libcurl wants to be called even if nothing happens.
    private var timer: UInt64?

    init(wakeup: Int32, limits: EgressLimits) {
        guard let curl = curl_multi_init() else { preconditionFailure("no memory for the egress engine") }
        self.curl = curl
        sockets = SocketPoll(wakeup: wakeup)
        // SAFETY: the multi handle, which alone calls these functions, is cleaned up before `self` and `sockets` go.
        let context = Unmanaged.passUnretained(self).toOpaque()
        ah_curl_multi_set_pointer(curl, CURLMOPT_SOCKETDATA, context)
        ah_curl_multi_set_socket_function(curl) { _, descriptor, action, context, _ in
            guard let context else { return 0 }
            // SAFETY: set above; libcurl calls from the engine's thread only.
            Unmanaged<MultiHandle>.fromOpaque(context).takeUnretainedValue().sockets.watch(descriptor, for: action)
            return 0
        }
        ah_curl_multi_set_pointer(curl, CURLMOPT_TIMERDATA, context)
        ah_curl_multi_set_timer_function(curl) { _, milliseconds, context in
            guard let context else { return 0 }
            // SAFETY: as above.
            Unmanaged<MultiHandle>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds)
            return 0
        }
        ah_curl_multi_set_long(curl, CURLMOPT_MAXCONNECTS, limits.idleConnections)
    }

    /// Every transfer must have been removed.
    deinit { curl_multi_cleanup(curl) }

    /// Starts what the handle is set up for. False when libcurl has no memory for it.
    func add(_ easy: EasyHandle) -> Bool { curl_multi_add_handle(curl, easy.curl) == CURLM_OK }

    /// Ends it, whether or not it is finished; what it waits for is let go.
    func remove(_ easy: EasyHandle) { curl_multi_remove_handle(curl, easy.curl) }

    /// Waits until `deadline` at most for something to happen, and goes on with it.
    func wait(until deadline: UInt64?) {
        let next = [timer, deadline].compactMap { $0 }.min()
        sockets.wait(milliseconds: next.map(Self.milliseconds(until:)) ?? -1) { descriptor, happened in
            var running: Int32 = 0
            curl_multi_socket_action(curl, descriptor, happened, &running)
        }
    }

    /// Hands out every transfer that has ended, removed from the multi handle.
    func finished(_ body: (EasyHandle, CURLcode) -> Void) {
        var left: Int32 = 0
        while let message = curl_multi_info_read(curl, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            let easy = EasyHandle.owner(of: handle)
            curl_multi_remove_handle(curl, handle)
            if let easy { body(easy, code) }
        }
    }

    /// Goes on with what the timer was set for, if its time has come.
    func runDue() {
        guard let due = timer, due <= MonotonicTime.now() else { return }
        timer = nil
        var running: Int32 = 0
        curl_multi_socket_action(curl, curl_socket_t(CURL_SOCKET_TIMEOUT), 0, &running)
    }

    private func setTimer(_ milliseconds: Int) {
        timer = milliseconds < 0 ? nil : MonotonicTime.now() + UInt64(milliseconds) * 1_000_000
    }

    /// Rounded up, so that a wait never ends just before its time.
    private static func milliseconds(until time: UInt64) -> Int32 {
        let now = MonotonicTime.now()
        return time <= now ? 0 : Int32(clamping: (time - now + 999_999) / 1_000_000)
    }
}
