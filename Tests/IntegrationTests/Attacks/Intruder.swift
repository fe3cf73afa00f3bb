import Foundation
import HubCore
import Testing

/// Somebody with a valid token who names what is another's.
struct Intruder {
    let name: String
    let token: String
    /// Whose values stand where no other's are put.
    let tenant: PlantedTenant
    let hub: HubProcess

    /// Names each of the victim's identifiers alone, and all in the path together. Returns how many attacks that were.
    func attack(_ operation: OpenAPIOperation, of victim: PlantedTenant, hidden: Set<String>) async throws -> Int {
        let positions = try AttackRequest.positions(in: operation)
        let path = positions.filter { if case .path = $0.place { true } else { false } }
        var variants = positions.map { [$0] }
        if path.count > 1 { variants.append(path) }
        for variant in variants {
            try await attack(operation, variant, of: victim, hidden: hidden)
        }
        if variants.isEmpty, operation.method == "GET" {
            let request = try AttackRequest(operation, from: tenant)
            let answer = try await request.send(to: hub, token: token)
            expectNothing(of: hidden, in: Self.text(answer, without: []), "\(operation.id) by a \(name)")
            try await expectTwin(of: answer, request, hidden: hidden, without: [])
        }
        return variants.count
    }

    /// Ids in a path that the answer is no refusal to, each with its reason.
    private static func isFree(_ position: AttackRequest.Position, in operation: OpenAPIOperation) -> Bool {
        // They are written by a name that their own tenant chooses: another tenant may have one of the same name.
        operation.id == "putSecret" && position.identifier == .secretName
            || operation.id == "putKnowledgeCollection" && position.identifier == .collectionName
    }

    /// A HEAD is answered as its GET, with nothing behind the headers.
    private func expectTwin(
        of answer: RawHTTP.Response, _ request: AttackRequest, hidden: Set<String>, without named: [String]
    ) async throws {
        let head = try await request.send(to: hub, token: token, method: "HEAD")
        let what = "HEAD \(request.target) by a \(name)"
        #expect(head.status == answer.status && head.body.isEmpty, "\(what)")
        expectNothing(of: hidden, in: Self.text(head, without: named), what)
    }

    /// Names the conversation and the files of another user of the same tenant.
    func attackConversation(
        _ operation: OpenAPIOperation, of victim: PlantedTenant, hidden: Set<String>
    ) async throws {
        let positions = try AttackRequest.positions(in: operation).filter {
            [.session, .message, .file].contains($0.identifier)
        }
        guard !positions.isEmpty else {
            let answer = try await AttackRequest(operation, from: victim).send(to: hub, token: token)
            if operation.method == "GET" {
                expectNothing(of: hidden, in: Self.text(answer, without: []), "\(operation.id) by \(name)")
            }
            return
        }
        for position in positions {
            var request = try AttackRequest(operation, from: victim)
            request.set(position, to: victim[position.identifier])
            let answer = try await request.send(to: hub, token: token)
            let what = "\(operation.method) \(request.target) by \(name)"
            // A cursor is a place in the caller's own list.
            if case .query("cursor") = position.place, ["sessions", "files"].contains(operation.collection) {
                #expect(answer.status == 200, "\(what)")
            } else {
                #expect(answer.status == 404, "\(what): \(answer.json.text)")
            }
            let named = [Identifier.session, .message, .file].map { victim[$0] }
            expectNothing(of: hidden, in: Self.text(answer, without: named), what)
        }
    }

    private func attack(
        _ operation: OpenAPIOperation, _ variant: [AttackRequest.Position], of victim: PlantedTenant,
        hidden: Set<String>
    ) async throws {
        var request = try AttackRequest(operation, from: tenant)
        // The same with what nobody has. A row that it makes has a name of its own.
        var twin = try AttackRequest(operation, from: tenant)
        var named: [String] = []
        var unknown: [String] = []
        for position in variant {
            named.append(victim[position.identifier])
            unknown.append(Self.neighbour(of: victim[position.identifier]))
            request.set(position, to: named[named.endIndex - 1])
            twin.set(position, to: unknown[unknown.endIndex - 1])
        }
        let answer = try await request.send(to: hub, token: token)
        let other = try await twin.send(to: hub, token: token)
        let what = "\(operation.method) \(request.target) by a \(name), naming \(variant.map(\.identifier))"
        #expect(answer.status < 500, "\(what): \(answer.json.text)")
        if operation.isAdmin, token != tenant.administrator { #expect(answer.status == 403, "\(what)") }
        let isRefused = variant.contains {
            if case .path = $0.place { !Self.isFree($0, in: operation) } else { false }
        }
        if isRefused { #expect([403, 404].contains(answer.status), "\(what): \(answer.json.text)") }
        if operation.method == "GET" { try await expectTwin(of: answer, request, hidden: hidden, without: named) }
        let text = Self.text(answer, without: named)
        expectNothing(of: hidden, in: text, what)
        #expect(answer.status == other.status, "\(what): an id that is there is told from one that is not")
        #expect(Self.shape(text) == Self.shape(Self.text(other, without: unknown)), "\(what)")
    }

    private func expectNothing(of hidden: Set<String>, in text: String, _ what: String) {
        let seen = hidden.filter { text.contains($0) }
        #expect(seen.isEmpty, "\(what): \(text)")
    }

    /// Headers and body, but for the words that the request itself had.
    private static func text(_ answer: RawHTTP.Response, without sent: [String]) -> String {
        let headers = answer.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\n" }.joined()
        let text = headers + String(decoding: answer.body, as: UTF8.self)
        return sent.reduce(text) { $0.replacingOccurrences(of: $1, with: "…") }
    }

    /// What is left when everything is taken out that differs between two answers to one request.
    private static func shape(_ text: String) -> String {
        text.replacing(#/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/#, with: "")
            .replacing(#/[0-9a-f]{32}|[0-9a-f]{16}/#, with: "").replacing(#/zq7k[0-9a-z]+/#, with: "")
            .replacing(#/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/#, with: "").replacing(#/[0-9]+(\.[0-9]+)?/#, with: "")
    }

    /// A value of the same form, next to it, that nobody has.
    static func neighbour(of value: String) -> String {
        String(value.dropLast()) + (value.last == "0" ? "1" : "0")
    }
}
