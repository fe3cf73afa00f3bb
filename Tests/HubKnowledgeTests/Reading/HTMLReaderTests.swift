import Testing

@testable import HubKnowledge

@Suite struct HTMLReaderTests {
    @Test func readsStructure() {
        let html = """
            <!DOCTYPE html><html><head><title>Sổ &amp; tay</title><style>p { x: "<p>" }</style>
            <script>if (a < b) document.write("<h1>no</h1>")</script></head><body>
            <h1>Ch&iacute;nh s&aacute;ch</h1><p>Trong 30&nbsp;ng&#224;y,<br>c&#xF2;n <b>tem</b>.
            <ul><li>Một</li><li><p>Hai</p></ul><!-- <p>no</p> -->
            <table><thead><tr><th>Tên<th>Giá</thead><tr><td>Bàn <table><tr><td>gỗ</td></tr></table></td><td>5 &lt; 6</td></tr></table>
            <pre>
            let a = 1
              let b</pre>cuối<svg><text>no</text></svg> cùng <unknown>hết</unknown>
            """
        let document = HTMLReader.read(html)
        #expect(document.title == "Sổ & tay")
        #expect(
            document.blocks.map(\.content) == [
                .heading(level: 1, "Chính sách"), .paragraph("Trong 30 ngày, còn tem."), .listItem("Một"),
                .listItem("Hai"),
                .table(header: "Tên | Giá", rows: ["Bàn gỗ | 5 < 6"]), .code(["let a = 1", "  let b"]),
                .paragraph("cuối cùng hết"),
            ])
    }

    @Test(arguments: [
        ("<p title='a > b'>x</p>", "x"), ("a < b & c &unknown; &#xFFFFFFFF; &", "a < b & c &unknown; &#xFFFFFFFF; &"),
        ("x<script>never closed <p>y", "x"), ("x<!-- never closed <p>y", "x"), ("x<p class=\"never closed>y", "x"),
        ("</p></td></table>x", "x"), ("x<!doctype y>", "x"), ("&#150;&#65;", "\u{2013}A"),
        ("<SCRIPT>a</ScRiPt >x", "x"),
        ("<td>x", "x"), ("<![CDATA[a]]>x", "x"), ("<div data-x=a\"b>x", "x"),
    ])
    func forgivesWhatBrowsersForgive(html: String, text: String) {
        #expect(HTMLReader.read(html).blocks.flatMap(\.lines) == [text])
    }

    @Test func bearsAnyNesting() {
        let depth = 200_000
        let deep =
            String(repeating: "<div><ul><li>", count: depth) + "x" + String(repeating: "</li></ul></div>", count: depth)
        #expect(HTMLReader.read(deep).blocks.flatMap(\.lines) == ["x"])
        let tables = String(repeating: "<table><tr><td>", count: depth) + "x"
        #expect(HTMLReader.read(tables).blocks.flatMap(\.lines) == ["x"])
    }

    @Test func readsHostileMarkupInOnePass() {
        for piece in ["<", "<a ", "<!--", "&", "<a b=\"", "</", "<![CDATA[", "<script", "<script>", "&#", "<td>", "<p"]
        {
            _ = HTMLReader.read(String(repeating: piece, count: 300_000))
        }
    }
}
