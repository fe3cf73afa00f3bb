import Testing

@testable import HubEgress

@Suite struct DotSegmentsTests {
    @Test(arguments: [
        "/..", "/.", "/a/../b", "/a/./b", "/a/..", "/%2e%2e/b", "/.%2E/b", "/%2e", "/a/..%2fb", "/a%2F..%2Fb",
        "/a%5c..",
        "/..;x=1/b", "/a/..;", "/a\\..\\b",
    ])
    func areFound(_ path: String) {
        #expect(DotSegments.occur(in: path.utf8))
    }

    @Test(arguments: [
        "/", "/a", "/a.b", "/...", "/..a", "/a..", "/a;..", "/.well-known/x", "/a/%2e%2ea", "/%", "/%2", "/%zz",
        "/a%2fb",
        "//", "/%252e%252e/",
    ])
    func areNotSeenInOrdinaryPaths(_ path: String) {
        #expect(!DotSegments.occur(in: path.utf8))
    }
}
