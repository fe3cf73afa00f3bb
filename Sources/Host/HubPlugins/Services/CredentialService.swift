import HubCore

/// The ABI's `credentials` service: the secret that the call's row names, and no other.
struct CredentialService: Sendable {
    static let maximumName = 128

    func give(_ name: String, for admitted: AdmittedRequest) {
        let (call, request) = (admitted.call, admitted.request)
        guard admitted.instance.tool.authorization == .credential(name) else {
            return request.finish(
                .failure(ABIStatus.denied, "The tool's row does not name that credential.", kind: "denied"))
        }
        guard let secret = call.credential else {
            return request.finish(
                .failure(ABIStatus.denied, "The tenant has no secret of that name.", kind: "denied"))
        }
        // Before the plugin has it: from here on it is taken out of all that the plugin says in the instance's calls.
        admitted.instance.give(secret)
        request.finish(ServiceReply(status: ABIStatus.ok, body: Array(secret.reveal().utf8)))
    }
}
