import HubCore
import Testing

@Suite struct MediaTypeSnifferTests {
    @Test(
        arguments: [
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], MediaType.png),
            ([0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10], .jpeg),
            ([0x49, 0x49, 0x2A, 0, 8, 0, 0, 0], .tiff),
            ([0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8], .tiff),
            (Array("RIFF\u{1}\u{2}\u{3}\u{4}WEBPVP8 ".utf8), .webP),
            (Array("%PDF-1.7\n".utf8), .pdf),
            ([0, 1, 2, 10] + Array("%PDF-1.4\n".utf8), .pdf),
        ] as [([UInt8], MediaType)])
    func knowsBinaryKindsByTheirFirstBytes(bytes: [UInt8], expected: MediaType) {
        #expect(MediaTypeSniffer.mediaType(of: bytes, name: "a.txt") == expected)
    }

    @Test(
        arguments: [
            [], [0x7F, 0x45, 0x4C, 0x46, 1, 1], Array("GIF89a\u{1}\u{0}".utf8),
            Array("RIFF\u{1}\u{2}\u{3}\u{4}WAVE".utf8),
            [0x50, 0x4B, 5, 6], Array("{\\rtf1\\ansi hello}".utf8), Array("%!PS-Adobe-3.0\n".utf8),
            Array(" \n\t ".utf8),
            [0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0], Array("a text with a \u{0} in it".utf8),
            [0xEF, 0xBB, 0xBF, 0x41, 0xFF, 0x42, 0x43, 0x44, 0x45],
        ] as [[UInt8]])
    func refusesWhatTheHubDoesNotTakeInWhateverItsName(bytes: [UInt8]) {
        for name in ["a.pdf", "a.txt", "a.docx", "a.png"] {
            #expect(MediaTypeSniffer.mediaType(of: bytes, name: name) == nil)
        }
    }

    @Test(arguments: [
        (["[Content_Types].xml", "_rels/.rels", "word/document.xml"], MediaType?.some(.docx)),
        (["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"], nil),
        (["a.txt"], nil), (["notword/document.xml"], nil),
    ])
    func tellsDOCXFromOtherZIPs(names: [String], expected: MediaType?) {
        var bytes: [UInt8] = []
        for name in names {
            bytes += [0x50, 0x4B, 3, 4, 20, 0, 8, 0, 8, 0]
            bytes += [UInt8](repeating: 0, count: 16)
            bytes += [UInt8(name.utf8.count), 0, 0, 0]
            bytes += Array(name.utf8)
            bytes += [0x4B, 0x50, 1, 2, 3]
        }
        #expect(MediaTypeSniffer.mediaType(of: bytes, name: "a.docx") == expected)
    }

    @Test(arguments: [
        ("a.md", MediaType.markdown), ("A.MARKDOWN", .markdown), ("a.csv", .csv), ("a.tsv", .csv), ("a.txt", .text),
        ("a", .text), ("a.pdf", .text), ("a.docx", .text), ("a.html", .text), ("", .text),
    ])
    func tellsKindsOfTextApartByName(name: String, expected: MediaType) {
        #expect(MediaTypeSniffer.mediaType(of: Array("# Một\na,b\n".utf8), name: name) == expected)
    }

    @Test(arguments: [
        "<!DOCTYPE html><p>x", " \n<HTML lang=vi>", "<body>x", "<?xml version=\"1.0\"?>\n<html xmlns=\"x\">",
        "<!-- made by hand -->\n<html><p>x",
    ])
    func knowsHTMLByItsTextWhateverItsName(text: String) {
        #expect(MediaTypeSniffer.mediaType(of: Array(text.utf8), name: "a.txt") == .html)
    }

    @Test func takesAFragmentOfHTMLByItsName() {
        #expect(MediaTypeSniffer.mediaType(of: Array("<p>Xin chào</p>".utf8), name: "a.htm") == .html)
        #expect(MediaTypeSniffer.mediaType(of: Array("<p>Xin chào</p>".utf8), name: "a.txt") == .text)
    }

    @Test func looksAtNoMoreThanItsSample() {
        let bytes = [UInt8](repeating: 0x61, count: MediaTypeSniffer.sampleBytes) + [0, 0, 0]
        #expect(MediaTypeSniffer.mediaType(of: bytes, name: "a.txt") == .text)
        #expect(MediaTypeSniffer.mediaType(of: bytes.dropFirst(), name: "a.txt") == nil)
    }
}
