/// Counts per number, in bounded memory: the two last generations of at most 131,072 numbers are remembered, so
/// anything that comes again within that many others is counted right.
struct RecentCounts {
    private let generationLength: Int
    private var young = CountTable()
    private var old = CountTable()

    init(generationLength: Int = 131_072) { self.generationLength = generationLength }

    func count(of number: UInt64) -> Int { Int(young[number] ?? old[number] ?? 0) }

    mutating func set(_ number: UInt64, to count: Int) {
        if young[number] == nil { makeRoom() }
        young.set(number, to: Int32(clamping: count))
    }

    /// How often the number came before; now it came once more.
    mutating func countUp(_ number: UInt64) -> Int {
        let before = young[number] ?? old[number] ?? 0
        set(number, to: Int(before) + 1)
        return Int(before)
    }

    private mutating func makeRoom() {
        guard young.count >= generationLength else { return }
        swap(&old, &young)
        young.removeAll()
    }
}

/// Numbers with a count each, found by linear probing: a few times faster than `Dictionary` for this one use.
private struct CountTable {
    private(set) var count = 0
    private var numbers: [UInt64] = []
    private var counts: [Int32] = []
    private var mask = 0

    subscript(_ number: UInt64) -> Int32? {
        guard count > 0 else { return nil }
        let slot = slot(of: number)
        return counts[slot] == 0 ? nil : counts[slot]
    }

    mutating func set(_ number: UInt64, to value: Int32) {
        guard value > 0 else { return }
        grow()
        let slot = slot(of: number)
        if counts[slot] == 0 { count += 1 }
        numbers[slot] = number
        counts[slot] = value
    }

    mutating func removeAll() {
        count = 0
        for slot in counts.indices { counts[slot] = 0 }
    }

    /// Where the number is, or the free slot where it would be.
    private func slot(of number: UInt64) -> Int {
        let mixed = (number ^ (number >> 29)) &* 0xBF58_476D_1CE4_E5B9
        var slot = Int(truncatingIfNeeded: mixed ^ (mixed >> 32)) & mask
        while counts[slot] != 0, numbers[slot] != number { slot = (slot + 1) & mask }
        return slot
    }

    /// Keeps the table at most half full.
    private mutating func grow() {
        guard count * 2 >= counts.count else { return }
        let (oldNumbers, oldCounts) = (numbers, counts)
        let capacity = max(64, oldCounts.count * 2)
        numbers = [UInt64](repeating: 0, count: capacity)
        counts = [Int32](repeating: 0, count: capacity)
        mask = capacity - 1
        for index in oldCounts.indices where oldCounts[index] != 0 {
            let slot = slot(of: oldNumbers[index])
            numbers[slot] = oldNumbers[index]
            counts[slot] = oldCounts[index]
        }
    }
}
