import HubCore
import Testing

struct JSONObjectTests {
    /// On both sides of the size from which an index is kept.
    static let sizes = [0, 1, 11, 12, 13, 200]

    @Test(arguments: sizes) func findsEachMemberAndNoOther(size: Int) {
        let object = JSONObject((0..<size).map { ("key\($0)", .int($0)) })
        #expect(object.count == size)
        #expect(object.isEmpty == (size == 0))
        for number in 0..<size {
            #expect(object["key\(number)"] == .int(number))
            #expect(object.position(of: "key\(number)") == number)
            #expect(object[position: number].key == "key\(number)")
        }
        #expect(object["key\(size)"] == nil)
        #expect(object.keys == (0..<size).map { "key\($0)" })
    }

    @Test(arguments: sizes.dropFirst()) func replacesInPlaceAndRemoves(size: Int) {
        var object = JSONObject((0..<size).map { ("key\($0)", .int($0)) })
        object["key0"] = "new"
        #expect(object.count == size)
        #expect(object[position: 0].value == "new")
        object["key0"] = nil
        object["absent"] = nil
        #expect(object.count == size - 1)
        #expect(object["key0"] == nil)
        for number in 1..<max(size, 1) { #expect(object["key\(number)"] == .int(number)) }
    }

    @Test(arguments: [0, 20]) func tellsNamesApartByTheirCodePoints(others: Int) throws {
        var object = JSONObject((0..<others).map { ("key\($0)", .null) })
        object["\u{E9}"] = 1
        object["e\u{301}"] = 2
        #expect(object.count == others + 2)
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    @Test func isEqualWhateverTheOrder() {
        let left: JSONObject = ["a": 1, "b": [2.0]]
        let right: JSONObject = ["b": [2], "a": 1.0]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != ["a": 1, "b": [2], "c": 3])
        #expect(left != ["a": 1, "c": [2]])
    }
}
