import Testing

@testable import HubCore

@Suite struct FileNameTests {
    @Test(arguments: [
        ("invoice.pdf", "invoice.pdf"), ("Hóa đơn tháng 5.pdf", "Hóa đơn tháng 5.pdf"), ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\a.pdf", "a.pdf"), ("/a/b/", "b"), (" a\r\nb\t.pdf ", "ab.pdf"),
        ("a\u{202E}fdp.exe", "afdp.exe"), ("a\u{200B}\u{FEFF}b", "ab"), ("a\u{2028}b", "ab"), ("👩‍👧.png", "👩‍👧.png"),
        ("...", "..."), (".hidden", ".hidden"), ("<b>\"'&.txt", "<b>\"'&.txt"),
    ])
    func keepsWhatDoesNoHarm(raw: String, name: String) throws { #expect(FileName(raw)?.text == name) }

    @Test(arguments: ["", " ", ".", "..", "/", "a/..", "\\", "\r\n", "\u{202E}", "a/\u{7F}"])
    func refusesWhatIsNoName(raw: String) { #expect(FileName(raw) == nil) }

    @Test func has255BytesAtTheMost() {
        #expect(FileName(String(repeating: "đ", count: 127)) != nil)
        #expect(FileName(String(repeating: "đ", count: 128)) == nil)
    }
}
