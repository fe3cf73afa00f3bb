/// The members of a JSON object in the order they were written, found by key in constant time.
///
/// Small objects are searched; from `indexThreshold` members on an index is kept, so that a hostile document of many
/// keys costs no quadratic time. A key that stands twice keeps its first place and its last value. Keys are told apart
/// by their code points, as `JSONKey` says.
package struct JSONObject: Sendable {
    package typealias Member = (key: String, value: JSONValue)

    private static let indexThreshold = 12
    private var members: [Member] = []
    private var index: [JSONKey: Int] = [:]

    package init() {}

    package init(_ members: some Sequence<(String, JSONValue)>) {
        for (key, value) in members { self[key] = value }
    }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }
    package var keys: [String] { members.map(\.key) }

    package subscript(key: String) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?): members[position].value = value
            case (nil, let value?): append(key, value)
            case (let position?, nil):
                members.remove(at: position)
                rebuildIndex()
            case (nil, nil): break
            }
        }
    }

    package mutating func reserveCapacity(_ count: Int) { members.reserveCapacity(count) }

    /// Where the member of that name stands.
    package func position(of key: String) -> Int? {
        if members.count < Self.indexThreshold { return members.firstIndex { JSONKey.areEqual($0.key, key) } }
        return index[JSONKey(key)]
    }

    /// The member at a place below `count`.
    package subscript(position position: Int) -> Member { members[position] }

    private mutating func append(_ key: String, _ value: JSONValue) {
        // Few objects have less, and growing from one member on copies them twice.
        if members.isEmpty { members.reserveCapacity(4) }
        members.append((key, value))
        if members.count > Self.indexThreshold {
            index[JSONKey(key)] = members.count - 1
        } else if members.count == Self.indexThreshold {
            rebuildIndex()
        }
    }

    private mutating func rebuildIndex() {
        index.removeAll(keepingCapacity: true)
        guard members.count >= Self.indexThreshold else { return }
        for (position, member) in members.enumerated() { index[JSONKey(member.key)] = position }
    }
}

extension JSONObject: Sequence {
    package func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        // Order must not matter, so the members' hashes are combined by a commutative sum.
        var sum = 0
        for (key, value) in members {
            var member = Hasher()
            member.combine(JSONKey(key))
            member.combine(value)
            sum &+= member.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
