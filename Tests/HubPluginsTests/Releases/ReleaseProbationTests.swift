import Testing

@testable import HubPlugins

@Suite struct ReleaseProbationTests {
    @Test func soManyCrashesInItsFirstMinutesMakeItFail() {
        var probation = ReleaseProbation(limits: .init(span: 100, crashes: 3), since: 1000)
        let failed = [1000, 1050, 1100].map { probation.crashed(at: $0) }
        #expect(failed == [false, false, true])
    }

    @Test func laterCrashesDoNot() {
        var probation = ReleaseProbation(limits: .init(span: 100, crashes: 2), since: 1000)
        let failed = [1100, 1101, 5000].map { probation.crashed(at: $0) }
        #expect(failed == [false, false, false])
    }
}
