/// What `pdfinfo` prints of a PDF.
struct PDFInformation: Sendable, Hashable {
    var pages: Int
    var title: String?
    /// Of the page that was asked for, in points (1/72 inch), before it is turned; nil: there is no such page.
    var pageSize: Size?

    struct Size: Sendable, Hashable {
        var width: Double
        var height: Double
    }

    /// nil: it says no number of pages.
    init?(_ text: String) {
        var pages: Int?
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            switch line[..<colon] {
            // The facts come after what the document's author wrote, so the last ones count.
            case "Pages": pages = Int(value) ?? pages
            case "Title": title = title ?? Self.title(String(value))
            case let name where name == "Page size" || name.hasPrefix("Page ") && name.hasSuffix(" size"):
                pageSize = Self.size(value) ?? pageSize
            case _: break
            }
        }
        guard let pages, pages >= 0 else { return nil }
        self.pages = pages
    }

    /// `595 x 842 pts (A4)`.
    private static func size(_ value: Substring) -> Size? {
        let words = value.split(separator: " ")
        guard words.count >= 3, words[1] == "x", let width = Double(words[0]), let height = Double(words[2]),
            width > 0, height > 0, width.isFinite, height.isFinite
        else { return nil }
        return Size(width: width, height: height)
    }

    /// Programs write the name of the file that they made it of.
    private static func title(_ value: String) -> String? {
        let title = CleanText.line(value)
        let lower = title.lowercased()
        let isName = [".doc", ".docx", ".pdf", ".indd", ".qxd", ".tex", ".dvi"].contains { lower.hasSuffix($0) }
        return title.isEmpty || isName || lower.hasPrefix("microsoft word") || lower == "untitled" ? nil : title
    }
}
