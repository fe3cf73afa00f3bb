import HubCore
import HubCrypto
import Support

/// An ERP that says what it was asked for and whom it takes the caller for: the account of a tenant's secret, or tenant
/// and user of a token.
enum CanaryERP {
    static func script(_ fleet: CanaryFleet) -> LoopbackServer.Script {
        let accounts = Dictionary(uniqueKeysWithValues: fleet.tenants.map { ("Bearer \($0.secret)", $0.account) })
        return { request in
            let authorization = request.header("authorization") ?? ""
            guard let caller = accounts[authorization] ?? holder(of: authorization) else {
                return .json("{}", status: 401)
            }
            return .json(JSONValue.object(["note": .string("\(request.target) of \(caller)")]).text)
        }
    }

    private static func holder(of authorization: String) -> String? {
        let parts = authorization.split(separator: ".")
        guard authorization.hasPrefix("Bearer "), parts.count == 3,
            let claims = Base64URL.decode(parts[1].utf8).flatMap({ try? JSONValue(parsing: $0) }),
            let tenant = claims["tenant_id"]?.stringValue, let user = claims["sub"]?.stringValue
        else { return nil }
        return "\(tenant) \(user)"
    }
}
