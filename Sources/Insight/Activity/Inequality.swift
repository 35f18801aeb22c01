/// How unevenly talk is spread (METRICS, Activity: `gini`, `top10_share`).
package enum Inequality {
    /// The Gini coefficient of the values: 0 where all are equal, toward 1 where one has everything.
    ///
    /// G = Σ (2i − n − 1) x_i / (n Σ x_i) over the values in ascending order, i from 1: the mean absolute difference
    /// over twice the mean. Nil where there is no value or their sum is 0.
    package static func gini(_ values: [Int]) -> Double? {
        let sum = values.reduce(0, +)
        guard sum > 0 else { return nil }
        let count = values.count
        var weighted = 0.0
        for (index, value) in values.sorted().enumerated() {
            weighted += Double((2 * (index + 1) - count - 1) * value)
        }
        return weighted / (Double(count) * Double(sum))
    }

    /// The share of the sum that the top ⌈10 %⌉ of the values make up; nil where the sum is 0.
    package static func topTenthShare(_ values: [Int]) -> Double? {
        let sum = values.reduce(0, +)
        guard sum > 0 else { return nil }
        let top = values.sorted(by: >).prefix((values.count + 9) / 10)
        return Double(top.reduce(0, +)) / Double(sum)
    }
}

/// `part` of `whole`; nil where there is no whole.
package func ratio(_ part: Int, of whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
}
