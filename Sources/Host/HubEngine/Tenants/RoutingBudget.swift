import HubCore

/// Bounds what a router learns from, since training takes time in proportion and one tenant's must not delay others'.
enum RoutingBudget {
    /// The profiles, their examples cut to an equal share of `bytes` each when all together have more.
    static func trim(_ profiles: [RoutingProfile], to bytes: Int) -> [RoutingProfile] {
        let size = profiles.reduce(0) { $0 + $1.examples.reduce(0) { $0 + $1.utf8.count } }
        guard size > bytes else { return profiles }
        let share = bytes / profiles.count
        return profiles.map { profile in
            var profile = profile
            var left = share
            profile.examples = profile.examples.filter { example in
                let fits = example.utf8.count <= left
                if fits { left -= example.utf8.count }
                return fits
            }
            return profile
        }
    }
}
