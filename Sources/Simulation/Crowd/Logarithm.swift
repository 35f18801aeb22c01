internal import Foundation

/// The functions that the draws need.
enum Logarithm {
    static func natural(_ x: Double) -> Double { log(max(x, 1e-300)) }
    static func exponential(_ x: Double) -> Double { exp(x) }
    static func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
}
