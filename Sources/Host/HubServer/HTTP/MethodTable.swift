import HTTPTypes
import Hummingbird

/// Answers a method that a known path does not have by 405 and `Allow` (RFC 9110 §15.5.6). To be added to a router
/// after its routes: there it sees only what none of them answers.
struct MethodTable: RouterMiddleware {
    private let templates: [(parts: [Substring], methods: Set<HTTPRequest.Method>)]

    init(_ operations: [OperationDescription]) {
        var methods: [String: Set<HTTPRequest.Method>] = [:]
        for operation in operations {
            methods[operation.path, default: []].insert(operation.method)
            // The router answers HEAD wherever it answers GET.
            if operation.method == .get { methods[operation.path, default: []].insert(.head) }
        }
        templates = methods.map { (parts: $0.key.split(separator: "/"), methods: $0.value) }
    }

    func handle(
        _ request: Request, context: HubContext, next: (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        guard let methods = methods(of: request.uri.path) else { return try await next(request, context) }
        let allowed = methods.map(\.rawValue).sorted().joined(separator: ", ")
        throw Problem(
            .methodNotAllowed, "method_not_allowed", "This path has \(allowed) only.", headers: [.allow: allowed])
    }

    /// Those of the template that fits best: a word goes before a parameter, as in the router. nil: no path of ours.
    func methods(of path: String) -> Set<HTTPRequest.Method>? {
        let parts = path.split(separator: "/")
        let fitting = templates.filter { template in
            template.parts.count == parts.count
                && zip(template.parts, parts).allSatisfy { $0.0.first == "{" || $0.0 == $0.1 }
        }
        return fitting.max { Self.words(in: $0.parts) < Self.words(in: $1.parts) }?.methods
    }

    private static func words(in parts: [Substring]) -> Int { parts.count { $0.first != "{" } }
}
