import Kernel
import Record
import Simulation
import Storage

/// Fills a database with many small groups, to measure lists of them with.
struct BenchGroups {
    let record: RecordStore
    var seed: UInt64 = 1
    /// How many groups share a transaction.
    var groupsPerTransaction = 250
    static let network = "bench"

    /// Makes groups `bench 1` … of so many events each: a few people come, talk, and some go.
    func fill(_ store: Store, groups: Int, eventsEach: Int, firstDay: CivilDay) async throws {
        for start in stride(from: 0, to: groups, by: groupsPerTransaction) {
            let numbers = start..<min(groups, start + groupsPerTransaction)
            try await store.write { [record, seed] transaction in
                for number in numbers {
                    let group = try record.openGroup(
                        network: BenchGroups.network, name: "bench \(number + 1)", zone: "UTC", isPresence: false,
                        in: transaction)
                    let events = BenchGroups.events(number, count: eventsEach, seed: seed, firstDay: firstDay)
                    try record.append(events, to: group, in: transaction)
                }
            }
        }
    }

    static func events(_ number: Int, count: Int, seed: UInt64, firstDay: CivilDay) -> [Event] {
        var chance = SeededGenerator(seed: seed &+ UInt64(number) &* 0x9E37_79B9)
        let people = max(2, count / 5)
        let start = Int64(firstDay.number) * 86_400_000
        let step = Int64(40 * 86_400_000) / Int64(max(1, count))
        return (0..<count).map { index in
            let kind: EventKind =
                index < people ? .join : index == count - 1 && count > people + 1 ? .leave : .text
            let person = index < people ? index : chance.index(people)
            let sender = Party(name: "member \(person + 1)")
            let instant = Instant(milliseconds: start + Int64(index) * step + Int64(chance.index(1000)))
            let text = kind == .text ? "words \(chance.index(100_000))" : nil
            let key = EventKey(digestOf: kind, at: instant, sender: sender, target: nil, text: text, ordinal: 0)
            return Event(kind: kind, instant: instant, key: key, sender: sender, text: text)
        }
    }
}
