import Support
import Testing

@testable import HubPlugins

@Suite struct ReleaseLifeTests {
    @Test func whatARouteNamesIsKept() {
        var life = ReleaseLife()
        var spent = [life.route(true)]
        life.beginCall()
        spent.append(life.endCall())
        spent.append(life.route(false))
        #expect(spent == [false, false, true])
        #expect(life.wasRouted)
    }

    @Test func theLastCallSpendsWhatNoRouteNames() {
        var life = ReleaseLife()
        _ = life.route(true)
        life.beginCall()
        life.beginCall()
        let spent = [life.route(false), life.endCall(), life.endCall()]
        #expect(spent == [false, false, true])
        #expect(life.isSpent)
    }

    @Test func aClaimKeepsIt() {
        var life = ReleaseLife()
        life.claim()
        life.claim()
        let spent = [life.unclaim(), life.unclaim()]
        #expect(spent == [false, true])
        #expect(!life.wasRouted)
    }

    @Test func toBeNamedByNoneTwiceSpendsItOnce() {
        var life = ReleaseLife()
        _ = life.route(true)
        let spent = [life.route(false), life.route(false)]
        #expect(spent == [true, false])
    }

    /// Releases that routes are switched between while calls and claims come and go as they do in a host.
    @Test(arguments: 0..<16) func everyReleaseIsSpentOnceForEachTimeThatNothingKeepsItAndNotBefore(_ seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        var lives = [ReleaseLife](repeating: ReleaseLife(), count: 4)
        var routed = 0
        var calls: [Int] = []
        var claims: [Int] = []
        var spent = [Int](repeating: 0, count: lives.count)
        _ = lives[0].route(true)

        func check(_ number: Int, _ isSpent: Bool) {
            let isKept = routed == number || calls.contains(number) || claims.contains(number)
            #expect(isSpent == !isKept)
            if isSpent { spent[number] += 1 }
            #expect(lives[number].calls == calls.count { $0 == number })
            #expect(lives[number].claims == claims.count { $0 == number })
        }

        for _ in 0..<5000 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4:
                lives[routed].beginCall()
                calls.append(routed)
            case 4..<8:
                guard let index = calls.indices.randomElement(using: &random) else { continue }
                let number = calls.remove(at: index)
                check(number, lives[number].endCall())
            case 8:
                // A deployment: the next release is claimed, named in the place of the other, and let go.
                let next = Int.random(in: 0..<lives.count, using: &random)
                lives[next].claim()
                claims.append(next)
                if next != routed {
                    let former = routed
                    routed = next
                    _ = lives[next].route(true)
                    check(former, lives[former].route(false))
                }
            case _:
                guard let index = claims.indices.randomElement(using: &random) else { continue }
                let number = claims.remove(at: index)
                check(number, lives[number].unclaim())
            }
        }
        while let number = calls.popLast() { check(number, lives[number].endCall()) }
        while let number = claims.popLast() { check(number, lives[number].unclaim()) }
        for number in lives.indices { #expect(lives[number].isSpent == (number != routed)) }
        #expect(spent.allSatisfy { $0 > 0 })
    }
}
