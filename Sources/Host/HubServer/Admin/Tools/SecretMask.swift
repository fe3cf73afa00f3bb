import HubCore

/// Takes secrets out of what is about to be shown, wherever they stand in it.
struct SecretMask {
    private static let mark = Array("•••".utf8)

    private let forms: [[UInt8]]

    init(_ secrets: [Secret]) {
        forms = secrets.map { $0.reveal() }.filter { !$0.isEmpty }.flatMap { secret in
            // As it is, and as it stands inside of a JSON text.
            [Array(secret.utf8), Array(JSONValue.string(secret).bytes.dropFirst().dropLast())]
        }
    }

    func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .number: value
        case .string(let text): .string(masked(text))
        case .array(let elements): .array(elements.map(masked))
        case .object(let object): .object(JSONObject(object.map { (masked($0.key), masked($0.value)) }))
        }
    }

    /// By bytes: a combining mark behind a secret would make one character of its last letter and itself.
    private func masked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let masked = forms.reduce(bytes) { $0.replacing($1, with: Self.mark) }
        return masked == bytes ? text : String(decoding: masked, as: UTF8.self)
    }
}
