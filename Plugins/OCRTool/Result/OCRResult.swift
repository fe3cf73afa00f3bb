import OCRFields
import PluginSDK

/// What a call is completed with.
struct OCRResult {
    /// The ABI's limit on a completion, less what JSON's frame takes.
    private static let maximumBytes = 100_000
    private static let cutMark = " […]"

    let readings: [PageReader.Reading]
    let fields: [FieldRule]
    let values: [String: FieldValue]
    let minimumConfidence: Double
    var warnings: [String]

    init(row: OCRRow, readings: [PageReader.Reading], values: [String: FieldValue]) {
        self.readings = readings
        self.fields = row.fields
        self.values = values
        minimumConfidence = row.minimumConfidence
        warnings = FieldWarnings.sentences(for: row.fields, values: values, minimumConfidence: row.minimumConfidence)
    }

    /// The result as JSON, under 100 KB: what is too long is cut, and says so.
    func json(includingWords: Bool) -> JSON {
        var share = Self.maximumBytes
        while true {
            let json = json(includingWords: includingWords, share: share)
            if json.bytes.count <= Self.maximumBytes || share < 1000 { return json }
            share /= 2
        }
    }

    /// `share`: the most bytes of the pages' text, of the words, and of the fields' texts with their evidence.
    private func json(includingWords: Bool, share: Int) -> JSON {
        var warnings = warnings
        var pages: [JSON] = []
        for reading in readings {
            let (text, isCut) = Self.cut(reading.page.text, to: share / readings.count)
            if isCut { warnings.append("The text of page \(reading.page.number) is cut where\(Self.cutMark) stands.") }
            pages.append(page(reading, text: text))
        }
        let each = share / (4 * max(1, fields.count))
        for rule in fields where values[rule.name].map({ $0.text.utf8.count > each }) == true {
            warnings.append("The field \(rule.name) is cut where\(Self.cutMark) stands.")
        }
        var members = [
            JSONMember("pages", .array(pages)),
            JSONMember("fields", .object(fields.map { JSONMember($0.name, content(of: $0, each)) })),
            JSONMember("evidence", .object(evidence(each))),
        ]
        if includingWords {
            // A word takes about 100 bytes.
            let words = readings.flatMap { reading in reading.page.words.map { (reading.page.number, $0) } }
            let listed = words.prefix(share / 100)
            if listed.count < words.count {
                warnings.append("Of \(words.count) words the first \(listed.count) are listed.")
            }
            members.append(JSONMember("words", .array(listed.map { Self.word($1, page: $0) })))
        }
        members.append(JSONMember("warnings", .array(warnings.map(JSON.string))))
        return .object(members)
    }

    private func page(_ reading: PageReader.Reading, text: String) -> JSON {
        [
            "page": .number(JSONNumber(reading.page.number)),
            "width": .number(JSONNumber(Int(reading.geometry.width))),
            "height": .number(JSONNumber(Int(reading.geometry.height))),
            "rotation": Self.number(reading.geometry.rotation),
            "confidence": reading.page.confidence.map { Self.number(Self.rounded($0)) } ?? .null,
            "text": .string(text),
        ]
    }

    private func content(of rule: FieldRule, _ maximum: Int) -> JSON {
        switch values[rule.name]?.content {
        case .text(let text): .string(Self.cut(text, to: maximum).0)
        case .integer(let value): .number(JSONNumber(value))
        case .number(let value): JSONNumber(value).map(JSON.number) ?? .null
        case nil: .null
        }
    }

    private func evidence(_ maximum: Int) -> [JSONMember] {
        fields.compactMap { rule in
            guard let value = values[rule.name] else { return nil }
            var members = [
                JSONMember("text", .string(Self.cut(value.text, to: maximum).0)),
                JSONMember("confidence", Self.number(Self.rounded(value.confidence))),
                JSONMember("page", .number(JSONNumber(value.page))),
                JSONMember("box", Self.box(value.source)),
                JSONMember("below_threshold", .bool(value.confidence < minimumConfidence)),
            ]
            if let currency = value.currency { members.append(JSONMember("currency", .string(currency))) }
            return JSONMember(rule.name, .object(members))
        }
    }

    private static func word(_ word: Word, page: Int) -> JSON {
        [
            "page": .number(JSONNumber(page)), "line": .number(JSONNumber(word.line)), "text": .string(word.text),
            "confidence": number(rounded(word.confidence)), "box": box(word.source),
        ]
    }

    private static func box(_ box: Box) -> JSON {
        .array([box.x, box.y, box.width, box.height].map { .number(JSONNumber(Int($0))) })
    }

    private static func number(_ value: Double) -> JSON {
        if let whole = Int(exactly: value) { return .number(JSONNumber(whole)) }
        return JSONNumber(value).map(JSON.number) ?? .null
    }

    /// To two digits.
    private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

    private static func cut(_ text: String, to count: Int) -> (String, isCut: Bool) {
        guard text.utf8.count > count else { return (text, false) }
        var end = text.utf8.index(text.startIndex, offsetBy: max(0, count - cutMark.utf8.count))
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return (text[..<end] + cutMark, true)
    }
}
