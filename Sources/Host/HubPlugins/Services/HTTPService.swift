import HubCore
import HubEgress
import PluginABI

/// The ABI's `http` service over the host's one way out, and over one more for a plugin that the operator gave servers of its
/// own.
struct HTTPService: Sendable {
    /// The way to a plugin's own servers, and to nowhere else.
    struct OwnServers: Sendable {
        let origins: Set<Origin>
        let egress: EgressClient
    }

    let egress: EgressClient
    /// By plugin id.
    let own: [String: OwnServers]

    /// Sends the request, with the identity that its head names only where the tool's row binds it.
    func send(_ head: HTTPServiceHead, body: [UInt8], for admitted: AdmittedRequest) {
        let request = admitted.request
        let own = ownServers(head, for: admitted)
        if own != nil, head.authorization != .none {
            return request.finish(
                .failure(
                    ABIStatus.authorization, "Nobody's identity goes to a plugin's own servers.", kind: "auth"))
        }
        let authorization: EgressAuthorization?
        switch Self.authorization(head, for: admitted) {
        case .success(let bound): authorization = bound
        case .failure(let refusal): return request.finish(refusal.reply)
        }
        if authorization != nil { admitted.call.sendsSecret() }
        let recording = admitted.call.recorder?.begin(head, body: body, authorization: authorization)
        var deadline = admitted.call.deadline
        if let timeout = head.timeout { deadline = min(deadline, .after(timeout)) }
        let transfer = (own?.egress ?? egress).start(
            EgressRequest(
                method: head.method, url: head.url, headers: Self.traced(head.headers, admitted.call),
                body: body.isEmpty ? nil : body,
                authorization: authorization, deadline: deadline, maximumResponseBytes: head.maximumBytes,
                redirects: head.redirects == 0 ? .hand : .follow(head.redirects))
        ) { result in
            // On the egress engine's thread: the reply only changes queues here.
            recording?.end(result)
            switch result {
            case .success(let response): request.finish(Self.reply(to: response))
            case .failure(let error): request.finish(.failure(error))
            }
        }
        request.whenCancelled { transfer.cancel() }
    }

    /// nil: the request goes elsewhere, or is another plugin's.
    private func ownServers(_ head: HTTPServiceHead, for admitted: AdmittedRequest) -> OwnServers? {
        guard let own = own[admitted.call.plugin.descriptor.id], let origin = Origin(url: head.url),
            own.origins.contains(origin)
        else { return nil }
        return own
    }

    /// The trace goes along, unless the plugin has one of its own.
    private static func traced(_ headers: [HTTPHeader], _ call: PluginCall) -> [HTTPHeader] {
        guard let traceparent = call.traceparent, !headers.contains(where: { $0.name.lowercased() == "traceparent" })
        else { return headers }
        return headers + [HTTPHeader(name: "traceparent", value: traceparent)]
    }

    private struct Refusal: Error {
        let reply: ServiceReply
    }

    private static func authorization(
        _ head: HTTPServiceHead, for admitted: AdmittedRequest
    ) -> Result<EgressAuthorization?, Refusal> {
        func refuse(_ status: Int32, _ message: String, kind: String) -> Result<EgressAuthorization?, Refusal> {
            .failure(Refusal(reply: .failure(status, message, kind: kind)))
        }
        switch head.authorization {
        case .none: return .success(nil)
        case .credential(let named):
            guard admitted.instance.tool.authorization == .credential(named.name) else {
                return refuse(ABIStatus.authorization, "The tool's row does not name that credential.", kind: "auth")
            }
            guard let secret = admitted.call.credential else {
                return refuse(ABIStatus.authorization, "The tenant has no secret of that name.", kind: "auth")
            }
            let origins = admitted.instance.origins
            guard let origin = Origin(url: head.url), origins.contains(origin) else {
                return refuse(
                    ABIStatus.authorization, "A credential goes to the origin of the tool's endpoint only.",
                    kind: "auth")
            }
            let value = named.scheme.isEmpty ? secret : Secret("\(named.scheme) \(secret.reveal())")
            return .success(EgressAuthorization(name: named.header, value: value, origins: origins))
        case .userJWT:
            guard admitted.instance.tool.authorization == .userJWT else {
                return refuse(
                    ABIStatus.authorization, "The tool's row does not let it use the user's token.", kind: "auth")
            }
            let origins = admitted.instance.origins
            guard let origin = Origin(url: head.url), origins.contains(origin) else {
                return refuse(
                    ABIStatus.authorization, "The user's token goes to the origin of the tool's endpoint only.",
                    kind: "auth")
            }
            // Whoever writes a tenant's row chooses where it sends tokens, and this one opens every tenant.
            if admitted.instance.tool.owner != nil, admitted.call.caller.roles.contains(.platformAdmin) {
                return refuse(
                    ABIStatus.authorization, "A platform administrator's token goes to the platform's own tools only.",
                    kind: "auth")
            }
            // As where the host itself asks for a row's health.
            guard !admitted.call.caller.token.reveal().isEmpty else {
                return refuse(ABIStatus.authorization, "No user asks, whose token could be sent.", kind: "auth")
            }
            let value = Secret("Bearer \(admitted.call.caller.token.reveal())")
            return .success(EgressAuthorization(value: value, origins: origins))
        }
    }

    private static func reply(to response: EgressResponse) -> ServiceReply {
        var headers = JSONObject()
        for header in response.headers {
            let name = header.name.lowercased()
            // Cookies are credentials, and no plugin's.
            if name == "set-cookie" { continue }
            let earlier = headers[name]?.stringValue
            headers[name] = .string(earlier.map { "\($0), \(header.value)" } ?? header.value)
        }
        return ServiceReply(
            status: ABIStatus.ok, httpStatus: Int32(clamping: response.status),
            headers: JSONValue.object(headers).bytes,
            body: response.body)
    }
}
