/// The probability that the best agent is the right one, from its evidence and its lead: a logistic curve (Platt) whose
/// parameters move from what is usual to what the samples say as these become many.
struct ConfidenceCurve: Sendable {
    enum Outcome: Sendable { case right, wrong }

    struct Sample: Sendable {
        var score: Float
        var lead: Float
        var outcome: Outcome
    }

    /// Constant, slope of the score, slope of the lead.
    private var parameters: [Double] = usual

    /// Fitted on simulated tenants of two to ten agents with four to fifteen examples, strangers' questions among them.
    private static let usual = [-0.2, 1.7, 4.4]
    /// How firmly each parameter holds to what is usual (the inverse variance of a normal prior).
    private static let firmness = [12.0, 6.0, 3.0]
    private static let steps = 20
    private static let shortest = 1e-4

    init(fitting samples: [Sample]) {
        guard !samples.isEmpty else { return }
        var cost = Self.cost(of: parameters, samples)
        for _ in 0..<Self.steps {
            // Newton's step, shortened until it improves: from far away the whole step may leap over the optimum.
            let step = newtonStep(samples)
            var length = 1.0
            var improved = false
            while !improved, length > Self.shortest {
                let next = zip(parameters, step).map { $0 - length * $1 }
                let nextCost = Self.cost(of: next, samples)
                if nextCost < cost {
                    parameters = next
                    cost = nextCost
                    improved = true
                }
                length /= 2
            }
            guard improved else { return }
        }
    }

    /// How badly parameters explain the samples and how far they are from what is usual.
    private static func cost(of parameters: [Double], _ samples: [Sample]) -> Double {
        var cost = 0.0
        for index in 0..<3 {
            let distance = parameters[index] - usual[index]
            cost += firmness[index] * distance * distance / 2
        }
        for sample in samples {
            let margin = parameters[0] + parameters[1] * Double(sample.score) + parameters[2] * Double(sample.lead)
            cost += RoutingMath.softplus(sample.outcome == .right ? -margin : margin)
        }
        return cost
    }

    private func newtonStep(_ samples: [Sample]) -> [Double] {
        var gradient = [0.0, 0.0, 0.0]
        var curvature = [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
        for index in 0..<3 {
            gradient[index] = Self.firmness[index] * (parameters[index] - Self.usual[index])
            curvature[index][index] = Self.firmness[index]
        }
        for sample in samples {
            let input = [1, Double(sample.score), Double(sample.lead)]
            let probability = self.probability(score: sample.score, lead: sample.lead)
            let error = probability - (sample.outcome == .right ? 1 : 0)
            let spread = probability * (1 - probability)
            for row in 0..<3 {
                gradient[row] += error * input[row]
                for column in 0..<3 { curvature[row][column] += spread * input[row] * input[column] }
            }
        }
        return Self.solution(of: curvature, gradient)
    }

    func probability(score: Float, lead: Float) -> Double {
        RoutingMath.logistic(parameters[0] + parameters[1] * Double(score) + parameters[2] * Double(lead))
    }

    /// Solves the positive definite system by elimination.
    private static func solution(of matrix: [[Double]], _ right: [Double]) -> [Double] {
        var matrix = matrix
        var right = right
        for pivot in 0..<3 {
            for row in (pivot + 1)..<3 where matrix[row][pivot] != 0 {
                let factor = matrix[row][pivot] / matrix[pivot][pivot]
                for column in pivot..<3 { matrix[row][column] -= factor * matrix[pivot][column] }
                right[row] -= factor * right[pivot]
            }
        }
        for row in [2, 1, 0] {
            for column in (row + 1)..<3 { right[row] -= matrix[row][column] * right[column] }
            right[row] /= matrix[row][row]
        }
        return right
    }
}
