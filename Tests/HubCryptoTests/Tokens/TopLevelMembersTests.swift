import Testing

@testable import HubCrypto

struct TopLevelMembersTests {
    @Test(arguments: [
        ("{}", 0), ("{ }", 0), (#"{"a":1}"#, 1), (#"{"a":1,"a":2}"#, 2), (#"{"a":[1,2,{"b":1,"c":2}],"d":"x,y"}"#, 2),
        (#"{"a\"b,":"{[,\\","c":{}}"#, 2), (#"{"a":"\\\",","b":2}"#, 2),
    ])
    func countsWhatWasWritten(json: String, count: Int) {
        #expect(TopLevelMembers.count(in: Array(json.utf8)) == count)
    }
}
