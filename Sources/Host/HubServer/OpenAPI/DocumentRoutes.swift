import HTTPTypes
import HubCore
import Hummingbird

/// `GET /openapi.json` and `GET /docs`: made once, the same for everybody.
struct DocumentRoutes {
    private static let document = AnswerShape(
        "OpenAPI", ["type": "object", "description": "An OpenAPI 3.1 document."],
        example: ["openapi": "3.1.0"])
    private static let page = AnswerShape(
        "Page", ["type": "string"], mediaType: "text/html", example: "<!doctype html><title>AgentHub</title>")

    static let descriptions = [
        OperationDescription(
            method: .get, path: "openapi.json", id: "readDocument", summary: "This document.", parameters: [],
            body: nil,
            answers: [.ok(document, "The contract.", headers: ["ETag"]), notModified], refusals: []),
        OperationDescription(
            method: .get, path: "docs", id: "readPage", summary: "This document for people.", parameters: [],
            body: nil,
            answers: [.ok(page, "A page that needs no file of another host.", headers: ["ETag"]), notModified],
            refusals: []),
    ]
    private static let notModified = Answer(
        status: .notModified, text: "The version that If-None-Match names.", shape: nil, headers: ["ETag"])

    private let files: [(path: String, file: StaticFile)]

    init(_ document: OpenAPIDocument) {
        files = [
            (
                "openapi.json",
                StaticFile(document.json.bytes, [.contentType: "application/json; charset=utf-8"])
            ),
            (
                "docs",
                StaticFile(
                    Array(DocumentPage.html.utf8),
                    [
                        .contentType: "text/html; charset=utf-8",
                        .contentSecurityPolicy: DocumentPage.contentSecurityPolicy,
                        .xContentTypeOptions: "nosniff",
                    ])
            ),
        ]
    }

    func add(to router: some RouterMethods<HubContext>) {
        for (description, (path, file)) in zip(Self.descriptions, files) {
            router.on(RouterPath(path), method: .get) { request, context in
                _ = try QueryReader(request, description.parameters)
                return file.response(to: request)
            }
        }
    }
}
