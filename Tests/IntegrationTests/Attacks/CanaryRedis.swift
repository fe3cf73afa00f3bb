import Support
import Synchronization
import Testing

/// What stood in the site's own Redis at several moments of a load; nothing where there is none.
final class CanaryRedis: Sendable {
    private let site: HubSite
    private let fleet: CanaryFleet
    private let moments = Mutex<[[String: [UInt8]]]>([])

    init(site: HubSite, fleet: CanaryFleet) {
        self.site = site
        self.fleet = fleet
    }

    /// Reads all of it as it is now.
    func read() async throws {
        guard let url = site.redis?.url() else { return }
        let values = try await RedisReader.values(at: url, prefix: "")
        moments.withLock { $0.append(values) }
    }

    /// Every key with a tenant's word begins with its name, and holds words of that tenant only, none of a user's.
    func check() {
        guard site.redis != nil else { return }
        let moments = moments.withLock { $0 }
        let secrets = fleet.secrets
        var kinds: Set<String> = []
        for (key, value) in moments.joined() {
            let words = Canary.words(in: Array(key.utf8) + [0x20] + value)
            guard let tenant = fleet.tenants.first(where: { key.hasPrefix("agenthub:\($0.id):") }) else {
                #expect(words.isEmpty, "\(key): \(words)")
                continue
            }
            let rest = key.split(separator: ":", omittingEmptySubsequences: false).dropFirst(2)
            kinds.insert(rest.prefix(2).joined(separator: ":") + (rest.count > 2 ? " of a user" : ""))
            let isOwn = words.allSatisfy { CanaryFleet.owner(of: $0) == CanaryFleet.tenant(of: tenant.id) }
            #expect(isOwn && words.isDisjoint(with: secrets), "\(key): \(words)")
        }
        #expect(
            kinds == [
                "cache:configuration", "rate:requests", "rate:requests of a user", "rate:tokens",
                "rate:tokens of a user",
            ])
        for tenant in fleet.tenants {
            #expect(moments.last?["agenthub:\(tenant.id):cache:configuration"] != nil)
        }
    }
}
