import CCurl
import HubCore

/// One of libcurl's easy handles, used again for one hop after the other. Confined to the engine's thread.
final class EasyHandle {
    let curl: UnsafeMutableRawPointer
    /// Where its sockets are opened and closed.
    let sockets: SocketPoll
    /// What it works for.
    private(set) var transfer: Transfer?
    private var failure = CURLE_OK

    init?(sockets: SocketPoll) {
        guard let curl = curl_easy_init() else { return nil }
        self.curl = curl
        self.sockets = sockets
    }

    deinit { curl_easy_cleanup(curl) }

    /// The object whose handle this is, for the time that it works for a transfer.
    static func owner(of curl: UnsafeMutableRawPointer) -> EasyHandle? {
        var context: UnsafeMutableRawPointer?
        guard ah_curl_get_pointer(curl, CURLINFO_PRIVATE, &context) == CURLE_OK, let context else { return nil }
        // SAFETY: set by `prepare` on a handle whose object the engine keeps.
        return Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
    }

    /// Sets the handle up for a transfer's hop. False when libcurl refuses an option: nothing may be sent then.
    func prepare(_ hop: PreparedHop, for transfer: Transfer, limits: EgressLimits, trust: EgressTrust) -> Bool {
        self.transfer = transfer
        failure = CURLE_OK
        setRules(limits: limits, trust: trust)
        setCallbacks()
        setRequest(hop, of: transfer)
        return failure == CURLE_OK
    }

    /// Takes everything of the transfer out of the handle; connections and names stay known to the multi handle.
    func reset() {
        curl_easy_reset(curl)
        transfer = nil
    }

    /// Lets a paused response go on; libcurl may call back before this returns.
    func resume() { curl_easy_pause(curl, CURLPAUSE_CONT) }

    /// The error number of the system call that failed last, 0 when none did.
    var systemError: Int {
        var number = 0
        ah_curl_get_long(curl, CURLINFO_OS_ERRNO, &number)
        return number
    }

    private func setRules(limits: EgressLimits, trust: EgressTrust) {
        set(CURLOPT_NOSIGNAL, 1)
        // Without it, ending a transfer waits for its name to be resolved, and everything else with it (curl 7.87).
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        // HTTP/2 of libcurl 7.88 fails now and then (code 16 after some hundred streams of one connection, with 50 at once
        // every request on it); kept HTTP/1.1 connections do not.
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NOPROXY, "*")
        set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if case .file(let path) = trust {
            set(CURLOPT_CAINFO, path)
            ah_curl_set_string(curl, CURLOPT_CAPATH, nil)
        }
        set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(limits.connectTimeout))
        set(CURLOPT_MAXAGE_CONN, max(1, Int(limits.idleLifetime.components.seconds)))
        set(CURLOPT_TCP_KEEPALIVE, 1)
    }

    private func setCallbacks() {
        // SAFETY: the engine keeps this object for as long as the handle is in use; the sockets' set outlives the multi
        // handle, which closes connections last of all.
        let context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        set(CURLOPT_PRIVATE, context)
        set(CURLOPT_WRITEDATA, context)
        note(ah_curl_set_write_function(curl, CURLOPT_WRITEFUNCTION, TransferCallbacks.body))
        set(CURLOPT_HEADERDATA, context)
        note(ah_curl_set_write_function(curl, CURLOPT_HEADERFUNCTION, TransferCallbacks.header))
        set(CURLOPT_OPENSOCKETDATA, context)
        note(ah_curl_set_opensocket_function(curl, TransferCallbacks.openSocket))
        set(CURLOPT_PREREQDATA, context)
        note(ah_curl_set_prereq_function(curl, TransferCallbacks.beforeRequest))
        // SAFETY: as above, for the set of sockets.
        set(CURLOPT_CLOSESOCKETDATA, UnsafeRawPointer(Unmanaged.passUnretained(sockets).toOpaque()))
        note(ah_curl_set_closesocket_function(curl, TransferCallbacks.closeSocket))
    }

    private func setRequest(_ hop: PreparedHop, of transfer: Transfer) {
        // SAFETY: the transfer keeps the hop, and with it URL and list, until the handle is reset.
        set(CURLOPT_CURLU, UnsafeRawPointer(hop.url.handle))
        set(CURLOPT_HTTPHEADER, hop.headers.map { UnsafeRawPointer($0) })
        if let body = hop.body {
            note(ah_curl_set_offset(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            // SAFETY: libcurl copies as many bytes as the option before says, before this returns.
            body.withUnsafeBytes { bytes in
                if let start = bytes.baseAddress {
                    set(CURLOPT_COPYPOSTFIELDS, start)
                } else {
                    set(CURLOPT_COPYPOSTFIELDS, "")
                }
            }
        }
        switch hop.method {
        case "GET" where hop.body == nil: break
        case "HEAD" where hop.body == nil: set(CURLOPT_NOBODY, 1)
        case "POST" where hop.body != nil: break
        default: set(CURLOPT_CUSTOMREQUEST, hop.method)
        }
        set(CURLOPT_ACCEPT_ENCODING, transfer.isStreamed ? "identity" : "gzip")
        // Ends a response that announces too much before its body arrives; a HEAD announces what it does not send.
        if hop.method != "HEAD" {
            note(ah_curl_set_offset(curl, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(max(1, transfer.maximumBytes))))
        }
        set(CURLOPT_TIMEOUT_MS, max(1, Self.milliseconds(transfer.deadline.remaining)))
    }

    private func set(_ option: CURLoption, _ value: Int) { note(ah_curl_set_long(curl, option, value)) }
    private func set(_ option: CURLoption, _ value: String) { note(ah_curl_set_string(curl, option, value)) }
    private func set(_ option: CURLoption, _ value: UnsafeRawPointer?) {
        note(ah_curl_set_pointer(curl, option, value))
    }
    private func note(_ code: CURLcode) { if code != CURLE_OK { failure = code } }

    /// Rounded up; libcurl takes an `int`.
    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
