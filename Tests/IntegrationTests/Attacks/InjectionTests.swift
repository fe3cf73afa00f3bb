import Foundation
import HubCore
import Support
import Testing

/// Texts that could be taken for something else than text, in every string of every operation of the document: they are
/// refused or kept as they were written, nothing fails by them, and another tenant's rows stay as they were.
@Suite(.serialized) struct InjectionTests {
    /// What is wrong with one answer; nil when nothing is.
    private static func fault(
        in answer: RawHTTP.Response, to text: String, at member: OpenAPIOperation.Member?
    ) -> String? {
        if answer.status >= 500 { return "status \(answer.status)" }
        if answer.headers.contains(where: { ["x-injected", "set-cookie"].contains($0.key) }) { return "a header" }
        guard let member, (200..<300).contains(answer.status), let kept = answer.json.value(at: member.tokens) else {
            return nil
        }
        // Equal to the letter: `==` of texts would not tell composed from decomposed.
        return kept.stringValue.map { Array($0.utf8) == Array(text.utf8) } ?? true ? nil : "kept as \(kept.text)"
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
            let (from, to) = ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
            let before = try await TenantReadOut.of(bystander, guarded, from: from, to: to, in: hub)
            let attacks = try guarded.flatMap { try Self.attacks(on: $0, from: sender) }
            let faults = try await Self.run(attacks, by: sender, in: hub)
            #expect(attacks.count > 2000)
            #expect(faults.isEmpty, "\(faults.count): \(faults.prefix(5).joined(separator: "\n"))")
            let after = try await TenantReadOut.of(bystander, guarded, from: from, to: to, in: hub)
            #expect(before.differences(after) == [])
            #expect(!hub.logText.contains("\"level\":\"error\""), "\(hub.logText.suffix(2000))")
        }
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
        let member: OpenAPIOperation.Member?
        let request: AttackRequest
        let headers: [String]
    }

    /// One for each text at each place of the operation that takes a string.
    private static func attacks(
        on operation: OpenAPIOperation, from sender: PlantedTenant
    ) throws -> [Attack] {
        var attacks: [Attack] = []
        func add(
            _ text: String, _ member: OpenAPIOperation.Member? = nil, headers: [String] = [],
            _ change: (inout AttackRequest) -> Void = { _ in }
        ) throws {
            // Each with a name of its own for what it makes.
            var request = try AttackRequest(operation, from: sender)
            change(&request)
            attacks.append(Attack(text: text, member: member, request: request, headers: headers))
        }
        for text in InjectionStrings.all {
            for member in operation.members where member.takesStrings {
                try add(text, member) { $0.set(member, to: .string(text)) }
            }
            for member in operation.members where member.takesObjects {
                try add(text) {
                    $0.set(member, to: .object(JSONObject([("a", .string(text)), (text, JSONValue.string("b"))])))
                }
            }
            for parameter in operation.parameters where parameter.place != "header" && text.utf8.count < 4000 {
                // To delete what the sender has is no injection.
                if parameter.place == "path" {
                    try add(text) { $0.setPath(parameter.name, to: text) }
                } else {
                    try add(text) { $0.setQuery(parameter.name, to: text) }
                }
            }
            // A line break in a header's value would be another header of the test's own making.
            for parameter in operation.parameters where parameter.place == "header" && operation.method != "DELETE" {
                if text.utf8.count < 4000, !text.contains(where: \.isNewline), !text.utf8.contains(0) {
                    try add(text, headers: ["\(parameter.name): \(text)"])
                }
            }
        }
        return attacks
    }

    private static func run(
        _ attacks: [Attack], by sender: PlantedTenant, in hub: HubProcess
    ) async throws -> [String] {
        try await withThrowingTaskGroup(of: String?.self) { group in
            var waiting = attacks.makeIterator()
            var faults: [String] = []
            func next() {
                guard let attack = waiting.next() else { return }
                group.addTask {
                    let operation = attack.request.operation
                    let token = operation.isAdmin ? sender.administrator : sender.user
                    var answer = try await attack.request.send(to: hub, token: token, headers: attack.headers)
                    // Two trials of tools run at once; each of these is made all the same.
                    while answer.status == 503, answer.json["code"] == "overloaded" {
                        answer = try await attack.request.send(to: hub, token: token, headers: attack.headers)
                    }
                    guard let fault = fault(in: answer, to: attack.text, at: attack.member) else { return nil }
                    let place = attack.member?.tokens.joined(separator: "/") ?? attack.request.target
                    return "\(operation.id) \(place) \(JSONValue.string(attack.text).text.prefix(200)): \(fault)"
                }
            }
            for _ in 0..<16 { next() }
            while let fault = try await group.next() {
                if let fault { faults.append(fault) }
                next()
            }
            return faults
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
