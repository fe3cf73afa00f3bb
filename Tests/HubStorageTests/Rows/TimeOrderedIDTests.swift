import Foundation
import HubCore
import Testing

@testable import HubStorage

struct TimeOrderedIDTests {
    @Test(arguments: [0, 1, 1_800_000_000, 281_474_976_710])
    func precedesTheIDsOfItsTimeAndFollowsEarlierOnes(seconds: Double) {
        let time = Date(timeIntervalSince1970: seconds)
        let first = TimeOrderedID.first(at: time)
        #expect(first <= UUID.version7(now: time).uuidString.lowercased())
        if seconds > 0 {
            #expect(first > UUID.version7(now: time.addingTimeInterval(-0.01)).uuidString.lowercased())
        }
        #expect(first < TimeOrderedID.end)
    }

    @Test func takesTimesThatNoIDCanHave() {
        #expect(TimeOrderedID.first(at: .distantPast) == TimeOrderedID.first(at: Date(timeIntervalSince1970: 0)))
        #expect(TimeOrderedID.first(at: Date(timeIntervalSince1970: 1e12)).hasPrefix("ffffffff-ffff-7000"))
    }
}
