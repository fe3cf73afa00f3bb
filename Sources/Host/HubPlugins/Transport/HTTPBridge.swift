import PluginABI

/// The C side of the `http` service.
enum HTTPBridge {
    static var table: ah_host_http {
        ah_host_http(size: UInt32(MemoryLayout<ah_host_http>.size)) { host, call, head, body, done, user in
            guard let bridge = HostBridge.behind(host), let done else { return ABIStatus.invalidInput }
            return HTTPBridge.request(bridge.services, call, head, body, done, PluginPointer(raw: user))
        }
    }

    private static func request(
        _ services: HostBridge.Services, _ call: ah_call, _ head: ah_bytes, _ body: ah_bytes,
        _ done: @escaping ah_http_done, _ user: PluginPointer
    ) -> Int32 {
        guard let headBytes = head.copy(limit: HTTPServiceHead.maximumBytes),
            let bodyBytes = body.copy(limit: Int(AH_MAX_HTTP_BODY))
        else { return ABIStatus.tooLarge }
        return request(services, call, head: headBytes, body: bodyBytes) { reply in
            reply.headers.withBorrowedBytes { headers in
                reply.body.withBorrowedBytes { body in
                    // SAFETY: called once, while the plugin keeps `user`; the bytes are lent until it returns.
                    done(user.raw, reply.status, reply.httpStatus, headers, body)
                }
            }
        }
    }

    /// The service's one entrance, whichever way the plugin is reached. Both parts are within their limits.
    static func request(
        _ services: HostBridge.Services, _ call: UInt64, head: [UInt8], body: [UInt8],
        deliver: @escaping ServiceDesk.Delivery
    ) -> Int32 {
        let parsed: HTTPServiceHead
        do { parsed = try HTTPServiceHead(head) } catch {
            services.desk.note(malformed: error.message)
            return ABIStatus.invalidInput
        }
        return services.desk.admit(call, done: deliver) { admitted in
            services.http.send(parsed, body: body, for: admitted)
        }
    }
}
