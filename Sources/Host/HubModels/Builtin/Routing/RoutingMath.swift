import Glibc

/// The few functions of real numbers that the router needs.
enum RoutingMath {
    static func logarithm(_ value: Float) -> Float { Glibc.logf(value) }
    static func exponential(_ value: Double) -> Double { Glibc.exp(value) }
    static func logistic(_ value: Double) -> Double { 1 / (1 + Glibc.exp(-value)) }
}
