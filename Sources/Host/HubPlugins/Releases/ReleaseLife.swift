/// What keeps a loaded release from being retired.
///
/// It is changed in two places: what adds to it, under the lock of the routes; what takes from it, anywhere. So once no route names
/// a release, and nobody looks at it, it can only come to its end.
struct ReleaseLife: Sendable {
    private(set) var isRouted = false
    /// Whether one ever named it.
    private(set) var wasRouted = false
    /// Calls from the moment that they were given to this release until they are over on both sides.
    private(set) var calls = 0
    /// Those who look at it: a deployment, the trial of a row.
    private(set) var claims = 0

    /// Nothing keeps it.
    var isSpent: Bool { !isRouted && calls == 0 && claims == 0 }

    mutating func beginCall() { calls += 1 }

    /// Whether it is spent by this.
    mutating func endCall() -> Bool {
        precondition(calls > 0, "A call of a release ends once")
        calls -= 1
        return isSpent
    }

    mutating func claim() { claims += 1 }

    /// Whether it is spent by this.
    mutating func unclaim() -> Bool {
        precondition(claims > 0, "A claim on a release ends once")
        claims -= 1
        return isSpent
    }

    /// A route names it, or none does any more. Whether it is spent by this.
    mutating func route(_ isRouted: Bool) -> Bool {
        let isChange = self.isRouted != isRouted
        self.isRouted = isRouted
        wasRouted = wasRouted || isRouted
        return isChange && isSpent
    }
}
