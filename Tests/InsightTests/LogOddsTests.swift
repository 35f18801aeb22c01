import Testing

@testable import Insight

struct LogOddsTests {
    /// Worked out by hand and with `bc -l`, and again with decimals of thirty digits from the equations of the paper:
    /// δ = ln((y + α) / (n + A − y − α)) − ln((y' + α) / (n' + A − y' − α)), σ² = 1 / (y + α) + 1 / (y' + α), with
    /// α = A (y + y') / (n + n').
    @Test(
        "The log-odds ratio and its variance are those of the paper, worked out by hand",
        arguments: [
            (count: 10, total: 1000, before: 0, totalBefore: 20_000, prior: Double?.none, ratio: 5.447647, z: 3.676603),
            (count: 40, total: 500, before: 60, totalBefore: 4500, prior: 100, ratio: 1.706418, z: 8.538650),
            (count: 0, total: 1000, before: 100, totalBefore: 20_000, prior: nil, ratio: -0.742285, z: -1.584193),
            (count: 5, total: 100, before: 50, totalBefore: 1000, prior: nil, ratio: 0, z: 0),
        ])
    func handMade(
        one: (count: Int, total: Int, before: Int, totalBefore: Int, prior: Double?, ratio: Double, z: Double)
    ) throws {
        let odds = try #require(
            LogOdds(one.count, of: one.total, before: one.before, of: one.totalBefore, prior: one.prior))
        #expect(abs(odds.ratio - one.ratio) < 1e-6, "\(odds.ratio)")
        #expect(abs(odds.z - one.z) < 1e-6, "\(odds.z)")
    }

    @Test("Where there is nothing to compare there is no ratio")
    func nothing() {
        #expect(LogOdds(0, of: 10, before: 0, of: 10) == nil)
        #expect(LogOdds(1, of: 10, before: 0, of: 0) == nil)
        #expect(LogOdds(0, of: 0, before: 3, of: 10) == nil)
    }
}
