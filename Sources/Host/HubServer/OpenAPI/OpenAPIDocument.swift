import HTTPTypes
import HubCore

/// The HTTP contract as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0), made from the descriptions that
/// the router and the decoding of requests are made from.
struct OpenAPIDocument {
    /// Of the contract, not of the program.
    static let version = "1.0.0"

    let json: JSONValue

    init(_ operations: [OperationDescription]) {
        json = [
            "openapi": "3.1.0",
            "info": [
                "title": "AgentHub", "version": .string(Self.version), "description": .string(Self.text),
            ],
            "servers": [["url": "/", "description": "This server."]],
            "security": [["bearer": []]],
            "tags": .array(Self.tags(of: operations).map { ["name": .string($0)] }),
            "paths": .object(Self.paths(of: operations)),
            "components": [
                "securitySchemes": [
                    "bearer": [
                        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                        "description":
                            "RS256. Claims: sub, tenant_id, roles (user, tenant_admin, platform_admin), exp.",
                    ]
                ],
                "schemas": .object(OpenAPISchemas(operations).object),
                "headers": .object(Self.headers), "parameters": .object(Self.parameters),
                "responses": .object(Self.responses),
            ],
        ]
    }

    private static let text = """
        Multi-tenant, multi-agent chat. Every error is a problem (RFC 9457) with a stable `code` and a `request_id`, below \
        `/api/{tenant}/v1/` an error as OpenAI's API has it. \
        A path that is not listed is answered by 404, a method that its path does not have by 405 with `Allow`; HEAD \
        goes wherever GET goes. An `Idempotency-Key` means one thing per user for 24 hours: a repeated request gets \
        the first answer, marked `Idempotency-Replayed`, and nothing is done twice. Where a POST takes \
        no key, or a change no `If-Match`, one that is sent is refused by 422.
        """

    private static func tags(of operations: [OperationDescription]) -> [String] {
        operations.reduce(into: []) { tags, operation in
            if !tags.contains(operation.tag) { tags.append(operation.tag) }
        }
    }

    /// Operations by path and method, in the order in which the router has them.
    private static func paths(of operations: [OperationDescription]) -> JSONObject {
        var paths = JSONObject()
        for operation in operations {
            var item = paths[operation.path]?.objectValue ?? [:]
            item[operation.method.rawValue.lowercased()] = .object(operation.openAPI)
            paths[operation.path] = .object(item)
        }
        return paths
    }

    private static var headers: JSONObject {
        JSONObject(
            HeaderDescription.all.map { header in
                (
                    header.name,
                    ["description": .string(header.text), "required": false, "schema": .object(header.schema)]
                )
            })
    }

    private static var parameters: JSONObject {
        JSONObject([("traceparent", TraceContext.parameter.openAPI)])
    }

    private static var responses: JSONObject {
        JSONObject(
            [ProblemForm.problem, .openAI].flatMap { form in
                form.refusals(Set(Refusal.allCases)).sorted { $0.rawValue < $1.rawValue }
                    .map { ($0.component(form), $0.openAPI(form)) }
            })
    }
}
