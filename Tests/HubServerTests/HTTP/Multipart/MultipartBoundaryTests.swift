import Testing

@testable import HubServer

@Suite struct MultipartBoundaryTests {
    @Test(arguments: [
        ("multipart/form-data; boundary=abc", "abc"), ("Multipart/Form-Data;boundary=\"a b?c\"", "a b?c"),
        ("multipart/form-data; charset=utf-8; Boundary=----WebKit27", "----WebKit27"),
    ])
    func readsABoundary(type: String, boundary: String) throws {
        let read = try #require(MultipartBoundary(contentType: type))
        #expect(read.bytes == Array(boundary.utf8))
    }

    @Test(arguments: [
        "", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"a \"", "multipart/form-data; boundary=\"a\u{1}\"",
        "multipart/form-data; boundary=a; boundary=b", "multipart/mixed; boundary=a", "application/json",
        "multipart/form-data, multipart/form-data; boundary=a", "multipart/form-data; boundary=a b",
        "multipart/form-data; boundary=\"a\\\"b\"", "multipart/form-data; boundary=é",
    ])
    func refusesWhatIsNone(type: String) { #expect(MultipartBoundary(contentType: type) == nil) }

    @Test func hasSeventyBytesAtTheMost() {
        #expect(MultipartBoundary([UInt8](repeating: 0x61, count: 70)) != nil)
        #expect(MultipartBoundary([UInt8](repeating: 0x61, count: 71)) == nil)
    }
}
