/// How sure a share is that was counted of so many.
package struct CountedShare: Hashable, Sendable {
    package var count: Int
    package var of: Int

    package init(_ count: Int, of: Int) {
        self.count = count
        self.of = of
    }

    /// Nil where it is of nothing.
    package var share: Double? { ratio(count, of: of) }

    /// 97.5 % of the normal distribution lies below.
    static let z = 1.959963984540054

    /// The 95 % interval of the share. Source: Wilson (1927), "Probable inference, the law of succession, and statistical
    /// inference", without a correction for continuity.
    package var interval: (low: Double, high: Double)? {
        guard let share else { return nil }
        let (n, z) = (Double(of), CountedShare.z)
        let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        // At the ends what is left of rounding is taken off.
        return (count == 0 ? 0 : max(0, middle - half), count == of ? 1 : min(1, middle + half))
    }

    /// This share less another, with its 95 % interval. Source: Newcombe (1998), "Interval estimation for the difference
    /// between independent proportions", method 10 (hybrid score).
    package func difference(from other: CountedShare) -> (value: Double, low: Double, high: Double)? {
        guard let share, let others = other.share, let own = interval, let its = other.interval else { return nil }
        func length(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
        let value = share - others
        return (
            value, value - length(share - own.low, its.high - others),
            value + length(own.high - share, others - its.low)
        )
    }
}
