import PluginSDK

/// The methods, each a tool type of its own since idempotence and side effects belong to the type.
enum HTTPMethod: String, CaseIterable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    var purpose: String {
        switch self {
        case .get: "Reads from an HTTP API. Arguments that the endpoint does not place go into the query."
        case .post: "Posts to an HTTP API. Arguments that the endpoint does not place are the JSON body."
        case .put: "Replaces something in an HTTP API. Arguments that the endpoint does not place are the JSON body."
        case .patch: "Changes something in an HTTP API. Arguments that the endpoint does not place are the JSON body."
        case .delete: "Deletes from an HTTP API. Arguments that the endpoint does not place go into the query."
        }
    }

    var effects: ToolType.Effects {
        switch self {
        case .get: .idempotent
        case .put, .delete: [.idempotent, .sideEffects]
        case .post, .patch: .sideEffects
        }
    }

    /// Whether the arguments that the endpoint does not place travel as a JSON body, or else in the query.
    var hasBody: Bool {
        switch self {
        case .post, .put, .patch: true
        case .get, .delete: false
        }
    }

    /// How many redirects are followed; only reading is safe to send elsewhere.
    var redirects: Int {
        switch self {
        case .get: 3
        case .post, .put, .patch, .delete: 0
        }
    }
}
