import Foundation
import HubCore
import Testing

struct IdentifiersTests {
    @Test(arguments: ["a", "0", "acme-corp", "a_b", String(repeating: "x", count: 63)])
    func acceptsTenantSlugs(text: String) {
        #expect(TenantID(text)?.description == text)
    }

    @Test(arguments: ["", "-a", "_a", "A", "a.b", "a b", "é", "a\u{301}", "a/b", String(repeating: "x", count: 64)])
    func refusesOtherTenantNames(text: String) {
        #expect(TenantID(text) == nil)
    }

    @Test func acceptsOpaqueUsersWithoutNUL() {
        #expect(UserID("auth0|5f7c é")?.rawValue == "auth0|5f7c é")
        #expect(UserID(String(repeating: "u", count: 255)) != nil)
        #expect(UserID("") == nil)
        #expect(UserID("a\u{0}b") == nil)
        #expect(UserID(String(repeating: "é", count: 128)) == nil)
    }

    @Test func readsAndWritesUUIDs() throws {
        let id = try #require(SessionID("0F8FAD5B-D9CB-469F-A165-70867728950E"))
        #expect(id.description == "0f8fad5b-d9cb-469f-a165-70867728950e")
        #expect(SessionID(id.description) == id)
        for text in ["", "0f8fad5bd9cb469fa16570867728950e", "0f8fad5b-d9cb-469f-a165-70867728950g", "{\(id)}"] {
            #expect(SessionID(text) == nil)
        }
    }

    @Test func makesVersion7InOrderOfTime() {
        let early = RowID<Session>(.version7(now: Date(timeIntervalSince1970: 1_700_000_000.001))).description
        let late = RowID<Session>(.version7(now: Date(timeIntervalSince1970: 1_700_000_000.002))).description
        #expect(early < late)
        #expect(early.hasPrefix("018bcfe5-6801-7"))
        #expect("89ab".contains(early.dropFirst(19).prefix(1)))
        #expect(SessionID() != SessionID())
    }
}
