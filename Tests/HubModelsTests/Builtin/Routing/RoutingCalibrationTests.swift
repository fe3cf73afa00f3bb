import HubCore
import Testing

@testable import HubModels

@Suite struct RoutingCalibrationTests {
    @Test func withoutExamplesTheUsualHolds() {
        let corpus = RoutingCorpus([
            RoutingProfile(agent: "A", description: "Parcels", labels: [], examples: [], vocabulary: [])
        ])
        let calibration = RoutingCalibration(crossValidating: corpus)
        #expect(calibration.sureScore == -0.5)
        #expect(calibration.noneScore < calibration.sureScore)
    }

    @Test func confidenceGrowsWithEvidenceAndLead() {
        let curve = ConfidenceCurve(fitting: [])
        #expect(curve.probability(score: 0, lead: 1) > curve.probability(score: -0.5, lead: 1))
        #expect(curve.probability(score: 0, lead: 1) > curve.probability(score: 0, lead: 0.2))
        #expect(curve.probability(score: -1, lead: 0) < 0.2)
        #expect(curve.probability(score: 1, lead: 2) > 0.99)
    }

    @Test func manySamplesMoveTheCurveToWhatTheySay() {
        func samples(_ count: Int) -> [ConfidenceCurve.Sample] {
            (0..<count).map { number in
                ConfidenceCurve.Sample(score: 0, lead: 1, outcome: number.isMultiple(of: 2) ? .right : .wrong)
            }
        }
        let usual = ConfidenceCurve(fitting: []).probability(score: 0, lead: 1)
        let few = ConfidenceCurve(fitting: samples(10)).probability(score: 0, lead: 1)
        let many = ConfidenceCurve(fitting: samples(20_000)).probability(score: 0, lead: 1)
        #expect(usual > 0.95)
        #expect(few < usual && few > 0.6)
        #expect(abs(many - 0.5) < 0.01)
    }

    /// Where an agent's questions are many and alike, more evidence is asked for than where little is known.
    @Test func manyExamplesRaiseWhatIsEnough() {
        let nouns = (0..<30).map { "thing\($0)" }
        func profile(_ agent: String, _ verb: String) -> RoutingProfile {
            RoutingProfile(
                agent: agent, description: "", labels: [],
                examples: nouns.flatMap { noun in (0..<10).map { "\(verb) \(noun) now\($0)" } }, vocabulary: [])
        }
        let corpus = RoutingCorpus([profile("A", "fetch"), profile("B", "paint")])
        let calibration = RoutingCalibration(crossValidating: corpus)
        #expect(calibration.sureScore > -0.4)
        #expect(calibration.sureScore <= 0)
    }
}
