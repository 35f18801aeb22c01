/// Gives 64-bit values the numbers 0, 1, 2 … in the order they are first met.
///
/// An open-addressing table of its own: a report looks up every end of every edge, and this is several times as fast
/// as `Dictionary` at it.
package struct Numbering: Sendable {
    /// The values by number.
    package private(set) var values: [UInt64] = []
    /// Numbers by the hash of their value, −1 where there is none; a power of two of them, at most half in use.
    private var slots = [Int32](repeating: -1, count: 64)

    package init() {}

    package var count: Int { values.count }

    /// The number of a value, a new one where it is met for the first time.
    package mutating func number(of value: UInt64) -> Int32 {
        let slot = slot(of: value)
        if slots[slot] >= 0 { return slots[slot] }
        let number = Int32(values.count)
        values.append(value)
        slots[slot] = number
        if values.count * 2 > slots.count { grow() }
        return number
    }

    package func contains(_ value: UInt64) -> Bool { slots[slot(of: value)] >= 0 }

    /// Where a value stands, or would stand.
    private func slot(of value: UInt64) -> Int {
        let mask = slots.count - 1
        // Fibonacci hashing (Knuth, TAOCP 6.4): the top bits of the product with 2^64 over the golden ratio.
        let product = value &* 0x9E37_79B9_7F4A_7C15
        var slot = Int(truncatingIfNeeded: product >> UInt64(64 - slots.count.trailingZeroBitCount))
        while slots[slot] >= 0, values[Int(slots[slot])] != value { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (number, value) in values.enumerated() { slots[slot(of: value)] = Int32(number) }
    }
}
