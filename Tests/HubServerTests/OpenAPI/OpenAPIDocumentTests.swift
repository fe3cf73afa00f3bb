import HTTPTypes
import HubCore
import HubSchema
import Testing

@testable import HubServer

@Suite struct OpenAPIDocumentTests {
    private func operations(_ document: JSONValue) -> [(path: String, method: String, operation: JSONValue)] {
        (document["paths"]?.objectValue ?? [:]).flatMap { path, item in
            (item.objectValue ?? [:]).map { (path, $0.key, $0.value) }
        }
    }

    /// Every `$ref` below a value.
    private func references(_ value: JSONValue) -> [String] {
        switch value {
        case .object(let object):
            object.flatMap { member in
                member.key == "$ref" ? [member.value.stringValue ?? ""] : references(member.value)
            }
        case .array(let elements): elements.flatMap(references)
        case .null, .bool, .number, .string: []
        }
    }

    /// A schema that can be compiled by itself: the components are its definitions.
    private func compiled(_ schema: JSONValue, _ document: JSONValue) throws -> CompiledSchema {
        func moved(_ value: JSONValue) -> JSONValue {
            switch value {
            case .object(let object):
                .object(
                    JSONObject(
                        object.map { key, value in
                            guard key == "$ref", let text = value.stringValue else { return (key, moved(value)) }
                            return (key, .string("#/$defs/" + (text.split(separator: "/").last ?? "")))
                        }))
            case .array(let elements): .array(elements.map(moved))
            case .null, .bool, .number, .string: value
            }
        }
        let definitions = try #require(document["components"]?["schemas"])
        return try CompiledSchema(["allOf": [moved(schema)], "$defs": moved(definitions)])
    }

    @Test func resolvesEveryReference() async throws {
        let document = try await House().document()
        let references = references(document)
        #expect(references.count > 100)
        for reference in references {
            let path = reference.dropFirst(2).split(separator: "/")
            let target = path.reduce(document as JSONValue?) { $0?[String($1)] }
            #expect(target != nil, "\(reference)")
        }
    }

    @Test func givesEveryOperationANameOfItsOwn() async throws {
        let operations = operations(try await House().document())
        let ids = operations.compactMap { $0.operation["operationId"]?.stringValue }
        #expect(ids.count == operations.count)
        #expect(Set(ids).count == ids.count)
        #expect(ids.contains("chat") && ids.contains("ready") && ids.contains("scrapeMetrics"))
    }

    @Test func describesEveryParameterOfAPath() async throws {
        for (path, method, operation) in operations(try await House().document()) {
            let named = path.split(separator: "/").filter { $0.first == "{" }.map { String($0.dropFirst().dropLast()) }
            let described = (operation["parameters"]?.arrayValue ?? []).filter { $0["in"] == "path" }
            #expect(Set(described.compactMap { $0["name"]?.stringValue }) == Set(named), "\(method) \(path)")
            #expect(described.allSatisfy { $0["required"] == true })
        }
    }

    @Test func showsExamplesThatItsSchemasAccept() async throws {
        let document = try await House().document()
        var holders = operations(document).flatMap { path, method, operation in
            [("\(method) \(path) body", operation["requestBody"] ?? .null)]
                + (operation["responses"]?.objectValue ?? [:]).map { ("\(method) \(path) \($0.key)", $0.value) }
        }
        holders += (document["components"]?["responses"]?.objectValue ?? [:]).map { ($0.key, $0.value) }
        var checked = 0
        for (place, holder) in holders {
            for (_, media) in holder["content"]?.objectValue ?? [:] {
                let example = try #require(media["example"], "\(place)")
                #expect(!example.isNull, "\(place)")
                let violations = try compiled(try #require(media["schema"]), document).violations(of: example)
                #expect(violations.isEmpty, "\(place): \(violations)")
                checked += 1
            }
        }
        #expect(checked > 50)
    }

    @Test func saysWhichOperationsNeedAToken() async throws {
        let house = try House()
        for (path, method, operation) in operations(try await house.document()) {
            let isOpen = operation["security"] == []
            #expect(isOpen == !path.hasPrefix("/api/") && !path.hasPrefix("/metrics") || path == "/metrics", "\(path)")
            let reply = try await house.send(
                try #require(HTTPRequest.Method(method.uppercased())),
                path.replacing("{", with: "").replacing("}", with: ""))
            // What is described is there, and lets nobody in without a token.
            if isOpen { #expect([200, 503].contains(reply.status), "\(path)") }
            if !isOpen { #expect(reply.status == 401, "\(method) \(path)") }
            #expect(operation["responses"]?["\(reply.status)"] != nil, "\(method) \(path) \(reply.status)")
        }
    }

    @Test func describesWhatBodiesAndKeysMayMeet() async throws {
        for (path, method, operation) in operations(try await House().document()) {
            let statuses = Set(operation["responses"]?.objectValue?.keys ?? [])
            // OpenAI's clients know 400 for whatever is wrong with a request.
            let isOpenAI = path.contains("/v1/")
            #expect(statuses.contains(isOpenAI ? "400" : "422") && statuses.contains("422") != isOpenAI)
            if operation["requestBody"] != nil {
                #expect(statuses.isSuperset(of: ["400", "408", "413", "415"]), "\(method) \(path)")
            }
            let parameters = (operation["parameters"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
            if parameters.contains("Idempotency-Key") { #expect(statuses.isSuperset(of: ["409", "503"])) }
            if parameters.contains("If-Match") { #expect(statuses.contains("412"), "\(method) \(path)") }
            #expect(statuses.contains { $0.first == "2" })
        }
    }

    @Test func listsTheCodesOfEveryRefusal() async throws {
        let document = try await House().document()
        for refusal in Refusal.allCases {
            let response = document["components"]?["responses"]?["Problem\(refusal.rawValue)"]
            let schema = response?["content"]?["application/problem+json"]?["schema"]?["allOf"]?.arrayValue?.last
            #expect(schema?["properties"]?["code"]?["enum"] == .strings(refusal.codes), "\(refusal)")
        }
        for (path, method, operation) in operations(document) {
            #expect(operation["responses"]?["500"] != nil, "\(method) \(path)")
        }
    }

    @Test func isSentOnceAVersion() async throws {
        let house = try House()
        let first = try await house.send(.get, "/openapi.json")
        let tag = try #require(first.header("ETag"))
        #expect(first.header("Cache-Control") == "no-cache")
        for known in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            let again = try await house.send(.get, "/openapi.json", as: nil, "", [("If-None-Match", known)])
            #expect(again.status == 304 && again.text.isEmpty)
        }
        #expect(try await house.send(.get, "/openapi.json", as: nil, "", [("If-None-Match", "\"x\"")]).status == 200)
    }
}
