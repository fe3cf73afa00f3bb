import Testing

@testable import HubServer

@Suite struct MultipartPartTests {
    private func part(_ parameters: String) throws(MultipartFault) -> MultipartPart {
        try MultipartPart(head: Array("Content-Disposition: form-data; name=\"file\"\(parameters)\r\n".utf8))
    }

    /// Quotation marks and backslashes come in the forms that browsers, curl and others write.
    @Test(
        arguments: [
            ("", nil), ("; filename=a.pdf", "a.pdf"), ("; filename=\"a.pdf\"", "a.pdf"),
            ("; FileName=\"a b;c.pdf\"", "a b;c.pdf"), ("; filename=\"a\\\"b.pdf\"", "a\"b.pdf"),
            ("; filename=\"a%22b%0D%0Ac.pdf\"", "a\"b\r\nc.pdf"), ("; filename=\"C:\\dir\\a.pdf\"", "C:\\dir\\a.pdf"),
            ("; filename=\"a\\\\b.pdf\"", "a\\b.pdf"), ("; filename=\"50%20off.pdf\"", "50%20off.pdf"),
            ("; filename=\"Hóa đơn.pdf\"", "Hóa đơn.pdf"), ("; filename=\"\"", ""),
            ("; filename=\"a.pdf\"; filename*=UTF-8''H%C3%B3a%20%C4%91%C6%A1n.pdf", "Hóa đơn.pdf"),
            ("; filename*=utf-8'vi'%e2%82%ac.txt", "€.txt"), ("; filename=\"a.pdf\" ; ", "a.pdf"),
        ] as [(String, String?)])
    func readsAFilesName(parameters: String, name: String?) throws {
        let part = try part(parameters)
        #expect(part.name == "file" && part.filename == name)
    }

    @Test(arguments: [
        "; filename=\"a", "; filename=a b", "; filename", "; filename=", " filename=a", "; filename*=UTF-8''%C3",
        "; filename*=UTF-8''%zz", "; filename*=a.pdf", "; filename*=UTF-8'a.pdf", "; filename=a; filename=b",
        "; filename*=UTF-8''a%00", "; =a",
    ])
    func refusesANameThatIsNotWellFormed(parameters: String) {
        #expect(throws: MultipartFault.self) { try part(parameters) }
    }

    @Test func aNameIsUTF8() {
        let head =
            Array("Content-Disposition: form-data; name=\"file\"; filename=\"".utf8) + [0xFF] + Array("\"\r\n".utf8)
        #expect(throws: MultipartFault("a part's filename must be UTF-8.")) { try MultipartPart(head: head) }
        let long = String(repeating: "n", count: 256)
        #expect(throws: MultipartFault.self) {
            try MultipartPart(head: Array("Content-Disposition: form-data; name=\"\(long)\"\r\n".utf8))
        }
    }

    @Test func othersHeadersArePassedOver() throws {
        let part = try MultipartPart(
            head: Array(
                "content-type: text/plain; charset=\"utf-8\"\r\nX-Other: é\r\nCONTENT-DISPOSITION: Form-Data; name=n\r\n"
                    .utf8))
        #expect(part.name == "n" && part.filename == nil)
    }
}
