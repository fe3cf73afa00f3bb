import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct BodyReaderTests {
    private enum Colour: String, CaseIterable {
        case red
        case blue
    }

    /// The pointers of the problems that `finish` throws.
    private func pointers(_ object: JSONObject, _ read: (inout BodyReader) -> Void) -> [String] {
        var reader = BodyReader(object)
        read(&reader)
        do {
            try reader.finish()
            return []
        } catch let problem as Problem {
            #expect(problem.status.code == 422)
            return problem.fields.map(\.pointer)
        } catch {
            Issue.record("\(error)")
            return []
        }
    }

    @Test func takesWhatFits() {
        let body: JSONObject = [
            "s": "text", "b": true, "n": 3.0, "o": [:], "l": ["a"], "w": "red", "label": ["en": "x"], "nothing": nil,
        ]
        let wrong = pointers(body) { reader in
            #expect(reader.string("s") == "text")
            #expect(reader.bool("b") == true)
            #expect(reader.integer("n", in: 1...5) == 3)
            #expect(reader.object("o")?.isEmpty == true)
            #expect(reader.strings("l", maximum: 1) == ["a"])
            #expect(reader.word("w", Colour.self) == .red)
            #expect(reader.label("label")?.text(in: .vietnamese) == "x")
            #expect(reader.string("nothing") == nil)
        }
        #expect(wrong.isEmpty)
    }

    @Test func namesEveryWrongMemberAtOnce() {
        let body: JSONObject = [
            "s": 1, "b": "yes", "n": 9, "f": 1.5, "o": [], "l": ["a", 2], "long": ["a", "b"], "w": "green", "extra": 1,
            "label": ["en": 5, "fr": "x"],
        ]
        let wrong = pointers(body) { reader in
            _ = reader.string("s")
            _ = reader.bool("b")
            _ = reader.integer("n", in: 1...5)
            _ = reader.integer("f", in: 1...5)
            _ = reader.object("o")
            _ = reader.strings("l", maximum: 5)
            _ = reader.strings("long", maximum: 1)
            _ = reader.word("w", Colour.self)
            _ = reader.label("label")
            _ = reader.requiredString("missing")
        }
        #expect(
            wrong == [
                "/s", "/b", "/n", "/f", "/o", "/l", "/long", "/w", "/label/en", "/label/fr", "/missing", "/extra",
            ])
    }

    @Test func refusesBlankAndOverlongText() {
        let wrong = pointers(["blank": " \n", "long": "abcdef", "a/b~c": 1]) { reader in
            _ = reader.requiredString("blank")
            _ = reader.string("long", maximum: 5)
        }
        #expect(wrong == ["/blank", "/long", "/a~1b~0c"])
    }
}
