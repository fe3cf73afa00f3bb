/// Writes Word documents of the parts that reading looks at.
enum WordFile {
    static let namespaces = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""

    static func file(
        body: String, styles: String? = nil, footnotes: String? = nil, title: String? = nil
    ) -> [UInt8] {
        ZIPWriter.file(parts(body: body, styles: styles, footnotes: footnotes, title: title))
    }

    static func parts(
        body: String, styles: String? = nil, footnotes: String? = nil, title: String? = nil
    ) -> [ZIPWriter.Part] {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        func part(_ name: String, _ text: String) -> ZIPWriter.Part {
            ZIPWriter.Part(name: name, bytes: Array((head + text).utf8))
        }
        var parts = [
            part("[Content_Types].xml", "<Types/>"),
            part(
                "_rels/.rels",
                "<Relationships><Relationship Id=\"a\" Type=\"http://x/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
            ),
            part("word/document.xml", "<w:document \(namespaces)><w:body>\(body)</w:body></w:document>"),
        ]
        if let styles { parts.append(part("word/styles.xml", "<w:styles \(namespaces)>\(styles)</w:styles>")) }
        if let footnotes {
            parts.append(part("word/footnotes.xml", "<w:footnotes \(namespaces)>\(footnotes)</w:footnotes>"))
        }
        if let title {
            parts.append(
                part(
                    "docProps/core.xml",
                    "<cp:coreProperties xmlns:dc=\"d\"><dc:title>\(title)</dc:title></cp:coreProperties>"))
        }
        return parts
    }

    static func paragraph(_ text: String, _ properties: String = "") -> String {
        "<w:p>\(properties.isEmpty ? "" : "<w:pPr>\(properties)</w:pPr>")<w:r><w:t xml:space=\"preserve\">\(text)</w:t></w:r></w:p>"
    }
}
