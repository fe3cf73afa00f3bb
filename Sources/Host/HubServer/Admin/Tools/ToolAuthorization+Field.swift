import HubCore

extension Field where Value == ToolAuthorization {
    private enum Kind: String, CaseIterable, Sendable {
        case userJWT = "user_jwt"
        case credential
        case none
    }

    private static let kind = Field<Kind>.word(
        "type", "user_jwt: the caller's own token; credential: a secret of the tenant's; none.")
    private static let credential = Field<SecretName>.parsed(
        "credential", "The secret's name, for credential.", pattern: "^[A-Za-z0-9_.-]{1,64}$",
        rule: "a secret's name: 1 to 64 letters, digits, \"_\", \"-\" or \".\"", parse: { SecretName($0) })
    private static let shape = BodyShape("ToolAuth", required: ["type"], [kind.description, credential.description])

    static func authorization(_ name: String, _ text: String) -> Field {
        .nested(name, shape, text) { reader in read(&reader) }
    }

    private static func read(_ reader: inout BodyReader) -> ToolAuthorization {
        let name = reader.value(credential)
        switch reader.value(kind) {
        case .credential:
            if let name { return .credential(name.rawValue) }
            if reader.problems.isEmpty { reader.note(credential.name, "is required beside this type.") }
            return .none
        case .userJWT:
            if name != nil { reader.note(credential.name, "belongs to the type \"credential\" only.") }
            return .userJWT
        case .some(.none):
            if name != nil { reader.note(credential.name, "belongs to the type \"credential\" only.") }
            return .none
        case nil: return .none
        }
    }
}
