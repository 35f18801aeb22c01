import Insight
import Kernel
import Testing

@Suite("Numbering")
struct NumberingTests {
    @Test("gives each value one number, in the order of meeting, whatever the values look like, 200 seeds")
    func asADictionary() {
        var wrong: [UInt64] = []
        for seed in UInt64(1)...200 {
            var chance = SeededGenerator(seed: seed)
            // Ids made a round number apart, pairs packed in one word, and anything at all.
            let step = [UInt64(1), 1 << 12, 4_096_000, 1 << 32, 0x9E37_79B9_7F4A_7C15][Int(seed % 5)]
            var numbering = Numbering()
            var expected: [UInt64: Int32] = [:]
            var order: [UInt64] = []
            for _ in 0..<500 {
                let value = UInt64.random(in: 0..<300, using: &chance) &* step
                if expected[value] == nil {
                    expected[value] = Int32(order.count)
                    order.append(value)
                }
                if numbering.number(of: value) != expected[value] { wrong.append(seed) }
            }
            let absent = 301 &* step
            if numbering.values != order || numbering.contains(absent) || !numbering.contains(order[0]) {
                wrong.append(seed)
            }
        }
        #expect(wrong == [])
    }
}
