internal import Foundation

/// The product-limit estimate of Kaplan and Meier (1958), with Greenwood's variance and 95 % intervals on the scale of
/// log(−log S), which keeps them within 0…1.
///
/// S(t) = Π (1 − d/n) over the days up to t on which d of the n still at risk ended; those whose watching stops on a day
/// are at risk on it. Where S is still 1 both bounds are 1, and where it has reached 0 both are 0, as lifelines has it.
package enum KaplanMeier {
    /// Something watched from its beginning on.
    package struct Subject: Hashable, Sendable {
        /// Days from its beginning to its end, or to where the watching stopped.
        package var days: Int
        /// Whether it ended there; else it may go on for all we know.
        package var hasEnded: Bool

        package init(days: Int, hasEnded: Bool) {
            self.days = days
            self.hasEnded = hasEnded
        }
    }

    /// The 97.5 % point of the normal distribution.
    static let normalQuantile = 1.959963984540054

    package static func curve(_ subjects: [Subject]) -> SurvivalCurve {
        var curve = SurvivalCurve()
        guard let longest = subjects.map(\.days).max(), longest >= 0 else { return curve }
        var ends = [Int](repeating: 0, count: longest + 1)
        var gone = ends
        for subject in subjects {
            // Nothing ends before it begins; a clock set back may say so.
            let day = max(0, subject.days)
            gone[day] += 1
            if subject.hasEnded { ends[day] += 1 }
        }
        curve.subjects = subjects.count
        curve.ends = ends.reduce(0, +)
        var atRisk = subjects.count
        var survival = 1.0
        var variance = 0.0
        for day in 0...longest {
            let ended = ends[day]
            if ended > 0 {
                survival *= Double(atRisk - ended) / Double(atRisk)
                if atRisk > ended { variance += Double(ended) / (Double(atRisk) * Double(atRisk - ended)) }
            }
            if ended > 0 || day == 0 || day == longest {
                let (low, high) = bounds(survival, variance)
                curve.points.append(
                    SurvivalPoint(t: day, survival: survival, low: low, high: high, atRisk: atRisk))
            }
            atRisk -= gone[day]
        }
        return curve
    }

    private static func bounds(_ survival: Double, _ variance: Double) -> (low: Double, high: Double) {
        guard survival > 0, survival < 1 else { return (survival, survival) }
        let logarithm = log(survival)
        let centre = log(-logarithm)
        let width = normalQuantile * variance.squareRoot() / -logarithm
        return (exp(-exp(centre + width)), exp(-exp(centre - width)))
    }
}
