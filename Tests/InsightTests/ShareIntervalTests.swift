import Insight
import Testing

struct ShareIntervalTests {
    private static func near(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) < 5e-5 } ?? false }

    @Test(
        "The interval of a share is Wilson's",
        arguments: [
            // Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
            (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
        ])
    func wilson(count: Int, of: Int, low: Double, high: Double) {
        let interval = CountedShare(count, of: of).interval
        #expect(Self.near(interval?.low, low) && Self.near(interval?.high, high))
    }

    @Test(
        "The interval of a difference is Newcombe's hybrid score",
        arguments: [
            // Newcombe (1998), "Interval estimation for the difference between independent proportions", table II, method 10.
            (56, 70, 48, 80, 0.2, 0.0524, 0.3339), (9, 10, 3, 10, 0.6, 0.1705, 0.8090),
            (10, 10, 0, 10, 1.0, 0.6075, 1.0),
            (0, 10, 0, 20, 0.0, -0.1611, 0.2775),
        ])
    func newcombe(a: Int, m: Int, b: Int, n: Int, value: Double, low: Double, high: Double) {
        let found = CountedShare(a, of: m).difference(from: CountedShare(b, of: n))
        #expect(Self.near(found?.value, value) && Self.near(found?.low, low) && Self.near(found?.high, high))
    }

    @Test("Of nothing there is no share")
    func nothing() {
        #expect(CountedShare(0, of: 0).share == nil && CountedShare(0, of: 0).interval == nil)
        #expect(CountedShare(1, of: 2).difference(from: CountedShare(0, of: 0)) == nil)
    }
}
