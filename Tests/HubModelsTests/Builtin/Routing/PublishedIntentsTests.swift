import HubCore
import HubModels
import Support
import Testing

/// Ten agents, the ten domains of CLINC150, with its training utterances as their examples; judged by its validation.
@Suite(.enabled(if: TestData.isAvailable, "the published suites are not here"))
struct PublishedIntentsTests {
    @Test func tenDomainsAreToldApartAndStrangersAreNoticed() throws {
        let suite = try Suite()
        let router = BuiltinRouterTrainer().train(suite.profiles)
        var right = 0
        var several = 0
        for (text, domain) in suite.validation {
            let verdict = router.route(text)
            if verdict.isSurely(domain) { right += 1 }
            if verdict.decision == .several { several += 1 }
        }
        let strangers = suite.outOfScope.count { text in
            switch router.route(text).decision {
            case .none, .unsure: true
            case .agent, .several: false
            }
        }
        let accuracy = Double(right) / Double(suite.validation.count)
        let recall = Double(strangers) / Double(suite.outOfScope.count)
        print("CLINC150 validation: \(accuracy) of \(suite.validation.count) in scope routed and right,")
        print("out-of-scope recall \(recall) of \(suite.outOfScope.count), taken for several agents: \(several)")
        #expect(suite.validation.count == 3_000)
        #expect(accuracy >= 0.95)
        #expect(recall >= 0.4)
        #expect(Double(several) / Double(suite.validation.count) < 0.005)
    }

    struct Suite {
        let profiles: [RoutingProfile]
        let validation: [(text: String, domain: String)]
        let outOfScope: [String]

        init() throws {
            let document = try JSONValue(parsing: TestData.bytes("intents/clinc150-train-val.json"))
            let domains = try #require(document["domains"]?.objectValue)
            var domainOfIntent: [String: String] = [:]
            for (domain, intents) in domains {
                for intent in intents.arrayValue ?? [] { domainOfIntent[intent.stringValue ?? ""] = domain }
            }
            func utterances(_ member: String) throws -> [(text: String, domain: String)] {
                try #require(document[member]?.arrayValue).map { row in
                    let text = try #require(row.arrayValue?.first?.stringValue)
                    let intent = try #require(row.arrayValue?.last?.stringValue)
                    return (text, domainOfIntent[intent] ?? "")
                }
            }
            let training = Dictionary(grouping: try utterances("train"), by: \.domain)
            profiles = domains.keys.map { domain in
                RoutingProfile(
                    agent: domain, description: domain.replacing("_", with: " "), labels: [],
                    examples: (training[domain] ?? []).map(\.text), vocabulary: [])
            }
            validation = try utterances("val")
            outOfScope = try utterances("oos_val").map(\.text)
        }
    }
}
