import HTTPTypes
import HubCore
import HubSchema
import Testing

@testable import HubServer

@Suite struct BodyReaderTests {
    private enum Colour: String, CaseIterable {
        case red
        case blue
    }

    private enum Fields {
        static let text = Field<String>.string("s", "Text.", maximum: 5)
        static let bool = Field<Bool>.bool("b", "Yes or no.")
        static let number = Field<Int>.integer("n", in: 1...5, "A number.")
        static let fraction = Field<Int>.integer("f", in: 1...5, "A number.")
        static let object = Field<JSONValue>.object("o", "An object.")
        static let list = Field<[String]>.strings("l", maximum: 1, "Words.")
        static let word = Field<Colour>.word("w", "A colour.")
        static let label = Field<Label>.label("label", "A label.")
        static let needed = Field<String>.words("needed", "Words.")
        static let odd = Field<String>.string("a/b~c", "Text.")
        static let shape = BodyShape(
            "Test", required: ["needed"],
            [
                text.description, bool.description, number.description, fraction.description, object.description,
                list.description, word.description, label.description, needed.description, odd.description,
            ])
    }

    /// The pointers of the problems that `finish` throws.
    private func pointers(_ object: JSONObject, _ read: (inout BodyReader) -> Void = { _ in }) -> [String] {
        var reader = BodyReader(object, Fields.shape)
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
            "s": "text", "b": true, "n": 3.0, "o": [:], "l": ["a"], "w": "red", "label": ["en": "x"], "needed": "x",
            "f": .null,
        ]
        let wrong = pointers(body) { reader in
            #expect(reader.value(Fields.text) == "text")
            #expect(reader.value(Fields.bool) == true)
            #expect(reader.value(Fields.number) == 3)
            #expect(reader.value(Fields.fraction) == nil)
            #expect(reader.value(Fields.object)?.objectValue?.isEmpty == true)
            #expect(reader.value(Fields.list) == ["a"])
            #expect(reader.value(Fields.word) == .red)
            #expect(reader.value(Fields.label)?.text(in: .vietnamese) == "x")
            #expect(reader.value(Fields.needed) == "x")
        }
        #expect(wrong.isEmpty)
    }

    @Test func namesEveryWrongMemberAtOnce() {
        let body: JSONObject = [
            "s": "longer", "b": "yes", "n": 9, "f": 1.5, "o": [], "l": ["a", "b"], "w": "green", "extra": 1,
            "label": ["en": 5, "fr": "x"], "a/b~c": 1, "needed": " \n",
        ]
        let wrong = pointers(body) { reader in
            _ = reader.value(Fields.text)
            _ = reader.value(Fields.bool)
            _ = reader.value(Fields.number)
            _ = reader.value(Fields.fraction)
            _ = reader.value(Fields.object)
            _ = reader.value(Fields.list)
            _ = reader.value(Fields.word)
            _ = reader.value(Fields.label)
            _ = reader.value(Fields.needed)
            _ = reader.value(Fields.odd)
        }
        #expect(
            Set(wrong) == [
                "/s", "/b", "/n", "/f", "/o", "/l", "/w", "/label/en", "/label/fr", "/extra", "/a~1b~0c", "/needed",
            ])
    }

    @Test func asksForWhatIsRequired() {
        #expect(pointers([:]) == ["/needed"])
        #expect(pointers(["needed": .null]) == ["/needed"])
    }

    @Test(arguments: ["ồồồồồ", "🐝🐝🐝🐝🐝", "12345"])
    func countsCharactersAsItsSchemaDoes(text: String) throws {
        let schema = try CompiledSchema(.object(Fields.shape.schema))
        for (text, isTaken) in [(text, true), (text + "ồ", false)] {
            let body: JSONObject = ["needed": "x", "s": .string(text)]
            #expect(schema.violations(of: .object(body)).isEmpty == isTaken)
            #expect(pointers(body) { _ = $0.value(Fields.text) }.isEmpty == isTaken)
        }
    }
}
