import Testing

@testable import HubSchema

struct SchemaURITests {
    /// RFC 3986 §5.4.
    @Test(arguments: [
        ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"), ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q#s"), ("g#s", "http://a/b/c/g#s"), ("g?y#s", "http://a/b/c/g?y#s"),
        (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"),
        ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"),
        ("../..", "http://a/"), ("../../", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"),
        ("../../../../g", "http://a/g"), ("/./g", "http://a/g"), ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."),
        (".g", "http://a/b/c/.g"), ("g..", "http://a/b/c/g.."), ("..g", "http://a/b/c/..g"),
        ("./../g", "http://a/b/g"), ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"),
        ("g/../h", "http://a/b/c/h"), ("g;x=1/./y", "http://a/b/c/g;x=1/y"), ("g;x=1/../y", "http://a/b/c/y"),
        ("g?y/./x", "http://a/b/c/g?y/./x"), ("g#s/../x", "http://a/b/c/g#s/../x"), ("http:g", "http:g"),
    ])
    func resolvesReferences(reference: String, expected: String) {
        let base = SchemaURI("http://a/b/c/d;p?q")
        #expect(base.resolving(SchemaURI(reference)).description == expected)
    }

    @Test(arguments: [
        ("urn:example:a", "#b", "urn:example:a#b"), ("", "#b", "#b"), ("", "item", "item"),
        ("http://a", "b", "http://a/b"),
        ("file:///x/y.json", "z.json", "file:///x/z.json"),
    ])
    func resolvesAgainstOtherBases(base: String, reference: String, expected: String) {
        #expect(SchemaURI(base).resolving(SchemaURI(reference)).description == expected)
    }

    @Test(
        arguments: [
            ("#", ""), ("x", ""), ("#/a%25b", "/a%b"), ("#%C3%A9", "é"), ("#%", nil), ("#%C3", nil), ("#%GG", nil),
            ("#a%2", nil),
        ] as [(String, String?)])
    func decodesFragments(uri: String, expected: String?) {
        #expect(SchemaURI(uri).decodedFragment == expected)
    }
}
