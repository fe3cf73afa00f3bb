/// What one evaluation may spend. Far above what honest schemas and instances need.
enum EvaluationLimits {
    /// Schemas within schemas, each perhaps with a step into the instance.
    static let depth = 400
    /// Schemas applied to places.
    static let evaluations = 1_000_000
    /// Steps of all patterns together.
    static let patternEffort = 2_000_000
    static let violations = 20
}
