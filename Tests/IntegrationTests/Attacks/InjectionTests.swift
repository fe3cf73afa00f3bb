import Foundation
import HubCore
import Support
import Testing

/// Texts that could be taken for something else than text, in every string of every operation of the document: they are
/// refused or kept as they were written, nothing fails by them, and another tenant's rows stay as they were.
@Suite(.serialized) struct InjectionTests {
    /// What answers a text that is refused or kept. A server that fails, or asks for another token, tells nothing of it.
    private static let answers: Set<Int> = [400, 404, 405, 409, 412, 413, 415, 422]

    /// A name that is nobody's is refused by 403, where it stands for a tenant or for an agent to talk to.
    private static func mayBeForbidden(_ attack: Attack) -> Bool {
        switch attack.place {
        case "path tenant": !attack.request.operation.isAdmin
        case "body agent": attack.request.operation.id == "chat"
        case _: false
        }
    }

    /// What is wrong with one answer; nil when nothing is.
    private static func fault(in answer: RawHTTP.Response, to attack: Attack) -> String? {
        let isDone = (200..<300).contains(answer.status)
        guard isDone || answers.contains(answer.status) || answer.status == 403 && mayBeForbidden(attack) else {
            return "status \(answer.status): \(answer.json.text)"
        }
        if answer.headers.contains(where: { ["x-injected", "set-cookie"].contains($0.key) }) { return "a header" }
        guard let member = attack.member, isDone, let kept = answer.json.value(at: member.tokens) else { return nil }
        // Equal to the letter: `==` of texts would not tell composed from decomposed.
        return kept.stringValue.map { Array($0.utf8) == Array(attack.text.utf8) } ?? true ? nil : "kept as \(kept.text)"
    }

    @Test(arguments: AttackBackend.available)
    func keepsTextsAsTheyAre(backend: AttackBackend) async throws {
        let erp = try LoopbackServer { _ in .json(#"{"sku": "SKU-12345", "level": 3}"#) }
        defer { erp.stop() }
        try await backend.run { hub in
            let operations = try await OpenAPIOperation.all(of: hub)
            let guarded = operations.filter(\.needsToken)
            let bystander = try await PlantedTenant.plant(in: hub, erp: erp)
            let sender = try await PlantedTenant.plant(in: hub, erp: erp)
            // Whom the platform's administrator changes: with limits it could not send as many attacks itself.
            let subject = try await PlantedTenant.plant(in: hub, erp: erp)
            let spare = try await SpareRows.plant(in: hub, erp: erp, for: sender)
            let (from, to) = (Date(timeIntervalSinceNow: -86_400), Date(timeIntervalSinceNow: 86_400))
            func readOut() async throws -> TenantReadOut {
                try await .of(
                    bystander, guarded, from: from.ISO8601Format(), to: to.ISO8601Format(), in: hub)
            }
            let (before, spared) = (try await readOut(), try await spare.read(in: hub))
            #expect(before.words.count > 12)
            let attacks = try guarded.flatMap { operation in
                let isOperators = AttackField.operatorsOnly.contains(operation.id)
                return try Self.attacks(on: operation, from: isOperators ? subject : sender)
            }
            let root = try hub.token(
                tenant: "platform", user: "root", roles: [.platformAdmin], lifetime: .seconds(3600))
            // Two trials of a tool run at once for a tenant, and a few uploads, so these go by themselves.
            func isRare(_ attack: Attack) -> Bool {
                attack.request.operation.id == "testTool" || attack.request.operation.isUpload
            }
            let trials = attacks.filter(isRare)
            let others = attacks.filter { !isRare($0) }
            var outcomes = try await Self.run(trials, atOnce: 2, by: sender, root, in: hub)
            outcomes += try await Self.run(others, atOnce: 16, by: sender, root, in: hub)
            #expect(outcomes.count == attacks.count && attacks.count > 2000)
            let faults = outcomes.compactMap(\.fault)
            #expect(faults.isEmpty, "\(faults.count): \(faults.prefix(5).joined(separator: "\n"))")
            // Each place was reached: a text was kept there, or found wrong itself.
            let reached = Set(outcomes.filter(\.hasReached).map(\.place))
            let missed = Set(outcomes.map(\.place)).subtracting(reached)
            #expect(missed.isEmpty, "\(missed.sorted())")
            #expect(before.differences(try await readOut()) == [])
            #expect(try await spare.read(in: hub) == spared)
            #expect(!hub.logText.contains("\"level\":\"error\""), "\(hub.logText.suffix(2000))")
        }
    }

    /// What a tool is called with goes to the ERP as it is: one segment of the path, one parameter, one member of the
    /// body; never another path, another header, or what a template would make of it.
    @Test(arguments: AttackBackend.available)
    func sendsArgumentsAsTheyAre(backend: AttackBackend) async throws {
        let erp = try LoopbackServer { _ in .json(#"{"sku": "SKU-12345", "level": 3}"#) }
        defer { erp.stop() }
        try await backend.run { hub in
            let tenant = try await PlantedTenant.plant(in: hub, erp: erp)
            let row = try await PlantedTenant.write(
                hub, "POST", "tools", tenant.administrator,
                [
                    "name": "send", "description": "Sends texts.", "base_tool_type": "HTTP_POST",
                    "endpoint": .string(erp.url("/injected/{part}/end")),
                    "input_schema": [
                        "type": "object", "required": ["part", "member"],
                        "properties": ["part": ["type": "string"], "member": ["type": "string"]],
                    ],
                ])
            let test = "/api/admin/tools/\(row["id"]?.stringValue ?? "")/test"
            var sent = 0
            for text in InjectionStrings.all + [".", "..", "%2e%2e"] where text.utf8.count < 1000 {
                let before = erp.requests.count
                let answer = try await hub.http.request(
                    "POST", test, token: tenant.administrator,
                    body: ["arguments": ["part": .string(text), "member": .string(text)]])
                let what = "\(JSONValue.string(text).text): \(answer.status) \(answer.json.text)"
                #expect(answer.status == 200 || answer.status == 422, "\(what)")
                let requests = erp.requests[before...]
                #expect(requests.count <= 1, "\(what)")
                guard let request = requests.first else { continue }
                sent += 1
                let parts = request.target.split(separator: "/", omittingEmptySubsequences: false)
                #expect(parts.count == 4 && parts[1] == "injected" && parts[3] == "end", "\(request.target)")
                #expect(parts.count == 4 && Self.decoded(parts[2]) == Array(text.utf8), "\(request.target)")
                #expect(request.header("x-injected") == nil && request.header("set-cookie") == nil)
                let member = try JSONValue(parsing: request.body)["member"]?.stringValue
                #expect(member.map { Array($0.utf8) } == Array(text.utf8), "\(request.text)")
            }
            #expect(sent > 20)
        }
    }

    /// The bytes that a segment of a path stands for. Foundation's own decoding drops a byte order mark.
    private static func decoded(_ segment: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = segment.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let value = UInt8(String(rest.prefix(2)) ?? "", radix: 16) else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    @Test(arguments: AttackBackend.available)
    func storesMessagesAsTheyAre(backend: AttackBackend) async throws {
        let erp = try LoopbackServer { _ in .json(#"{"sku": "SKU-12345", "level": 3}"#) }
        defer { erp.stop() }
        try await backend.run { hub in
            let tenant = try await PlantedTenant.plant(in: hub, erp: erp)
            for text in InjectionStrings.all {
                let reply = try await hub.ask(text, token: tenant.user, tenant: tenant.id)
                guard reply.status == 200 else {
                    #expect(reply.status == 422 && (text.utf8.contains(0) || text == "\t"), "\(reply.json.text)")
                    continue
                }
                let path = "/api/\(tenant.id)/sessions/\(reply.json["session_id"]?.stringValue ?? "")/messages"
                let stored = try await hub.http.request("GET", path, token: tenant.user).json["messages"]
                let kept = stored?.arrayValue?.first?["text"]?.stringValue ?? ""
                #expect(Array(kept.utf8) == Array(text.utf8))
            }
        }
    }

    private struct Attack: Sendable {
        let text: String
        /// `body labels/en`, `query name`.
        let place: String
        let member: OpenAPIOperation.Member?
        let request: AttackRequest
        let headers: [String]
    }

    private struct Outcome: Sendable {
        /// The operation and the place in it.
        let place: String
        let hasReached: Bool
        let fault: String?
    }

    /// One for each text at each place of the operation that takes a string.
    private static func attacks(
        on operation: OpenAPIOperation, from sender: PlantedTenant
    ) throws -> [Attack] {
        var attacks: [Attack] = []
        func add(
            _ text: String, _ place: String, _ member: OpenAPIOperation.Member? = nil, headers: [String] = [],
            _ change: (inout AttackRequest) -> Void = { _ in }
        ) throws {
            // Each with a name of its own for what it makes.
            var request = try AttackRequest(operation, from: sender)
            change(&request)
            attacks.append(Attack(text: text, place: place, member: member, request: request, headers: headers))
        }
        for text in InjectionStrings.all {
            for member in operation.members {
                let place = "body " + member.tokens.joined(separator: "/")
                if member.takesStrings { try add(text, place, member) { $0.set(member, to: .string(text)) } }
                if member.takesObjects {
                    try add(text, place) {
                        $0.set(member, to: .object(JSONObject([("a", .string(text)), (text, JSONValue.string("b"))])))
                    }
                }
            }
            for parameter in operation.parameters where text.utf8.count < 4000 {
                let place = "\(parameter.place) \(parameter.name)"
                switch parameter.place {
                // To delete what the sender has is no injection.
                case "path": try add(text, place) { $0.setPath(parameter.name, to: text) }
                case "query": try add(text, place) { $0.setQuery(parameter.name, to: text) }
                case _:
                    // A line break in a header's value would be another header of the test's own making.
                    let isHeader = !text.contains(where: \.isNewline) && !text.utf8.contains(0)
                    if isHeader, operation.method != "DELETE" {
                        try add(text, place, headers: ["\(parameter.name): \(text)"])
                    }
                }
            }
        }
        return attacks
    }

    private static func run(
        _ attacks: [Attack], atOnce count: Int, by sender: PlantedTenant, _ root: String, in hub: HubProcess
    ) async throws -> [Outcome] {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            var waiting = attacks.makeIterator()
            var outcomes: [Outcome] = []
            func next() {
                guard let attack = waiting.next() else { return }
                group.addTask {
                    let operation = attack.request.operation
                    let isOperators = AttackField.operatorsOnly.contains(operation.id)
                    let token = isOperators ? root : operation.isAdmin ? sender.administrator : sender.user
                    let answer = try await attack.request.send(to: hub, token: token, headers: attack.headers)
                    let place = "\(operation.id) \(attack.place)"
                    let fault = fault(in: answer, to: attack).map { fault in
                        "\(place) \(JSONValue.string(attack.text).text.prefix(200)): \(fault)"
                    }
                    // What a path names is not there; a version that is none is not the row's.
                    // Where OpenAI's protocol is spoken, one status stands for whatever is wrong.
                    let code = answer.json["error"]?["code"]?.stringValue ?? ""
                    let isFoundWrong =
                        answer.status == 422 || ["invalid_body", "invalid_header", "model_not_found"].contains(code)
                    let isReached =
                        (200..<300).contains(answer.status) || isFoundWrong
                        || attack.place.hasPrefix("path") && [403, 404].contains(answer.status)
                        || attack.place == "header If-Match" && answer.status == 412
                        // Said when all of the request was read: the plugin has nothing to go back to.
                        || answer.json["code"] == "nothing_before"
                    return Outcome(place: place, hasReached: isReached, fault: fault)
                }
            }
            for _ in 0..<count { next() }
            while let outcome = try await group.next() {
                outcomes.append(outcome)
                next()
            }
            return outcomes
        }
    }
}

extension OpenAPIOperation.Member {
    private var types: [String] {
        schema["type"].map { $0.arrayValue?.compactMap(\.stringValue) ?? [$0.stringValue ?? ""] } ?? []
    }
    /// Strings that are not one of a few words.
    var takesStrings: Bool { types.contains("string") && schema["enum"] == nil || schema["type"] == nil }
    /// Objects of members that the schema does not name.
    var takesObjects: Bool { types.contains("object") && schema["properties"] == nil }
}
