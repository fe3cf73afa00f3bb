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
    private static let steps = 12

    init(fitting samples: [Sample]) {
        guard !samples.isEmpty else { return }
        for _ in 0..<Self.steps {
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
            let step = Self.solution(of: curvature, gradient)
            for index in 0..<3 { parameters[index] -= step[index] }
        }
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
