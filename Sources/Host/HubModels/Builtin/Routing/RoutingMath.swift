import Glibc

/// The few functions of real numbers that the router needs.
enum RoutingMath {
    static func logarithm(_ value: Float) -> Float { Glibc.logf(value) }
    static func exponential(_ value: Double) -> Double { Glibc.exp(value) }
    /// The logarithm of 1 + e^value, also where e^value has no finite value.
    static func softplus(_ value: Double) -> Double { max(value, 0) + Glibc.log1p(Glibc.exp(-abs(value))) }
    static func logistic(_ value: Double) -> Double { 1 / (1 + Glibc.exp(-value)) }
}
