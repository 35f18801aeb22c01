import Foundation
import Kernel
import Record
import Storage

/// Searching messages: how long a page takes of many queries of all sorts, beside one reading of all texts; and how fast texts
/// are made findable.
struct SearchBench {
    let bench: Bench
    let messages: Int
    /// A PostgreSQL server to measure on, in a schema of its own; nil for a file of SQLite.
    let server: String?

    private static let groups = 200
    private static let batch = 5_000
    private static let queries = 400
    private static let page = 50

    func run() async throws {
        guard let server else {
            let store = try await bench.freshStore("search.sqlite")
            try await run(on: store, "SQLite")
            return await store.close()
        }
        let schema = try await ServerSchema.make(server, "bench_search")
        do {
            try await run(on: schema.store, "PostgreSQL")
        } catch {
            try? await schema.drop()
            throw error
        }
        try await schema.drop()
    }

    private func run(on store: Store, _ engine: String) async throws {
        var talk = MadeTalk()
        let groups = try await fill(store, &talk)
        let world = World.real()
        let runner = ReactorRunner(store: store, world: world, owner: "bench", batchSize: Self.batch)
        let (seconds, _) = try await Bench.seconds { try await runner.catchUp(SearchIndex()) }
        let bytes = try await store.read { try SearchProgress.bytes(in: $0) }
        let times = try await ask(store, groups, &talk)
        let scan = try await Bench.seconds {
            try await store.read { transaction in
                try transaction.first("SELECT COUNT(*) FROM events WHERE body LIKE '%接龙抽奖%'") { $0.int(0) }
            }
        }.seconds
        let p95 = times[times.count * 95 / 100]
        BenchFigure(
            name:
                "search, \(messages / 1000)k messages, \(engine), p95 of \(times.count) (p50 \(ms(times[times.count / 2])), "
                + "slowest \(ms(times.last ?? 0)))",
            ours: ms(p95), limit: ms(scan) + " reading all", ratio: BenchFigure.ratio(scan / p95),
            goal: "≤ 50 ms", isMet: p95 <= 0.05
        ).show()
        BenchFigure(
            name: "making texts findable, \(engine), \(Int(bytes) / max(1, messages)) bytes each",
            ours: BenchFigure.rate(messages, seconds, "messages"), limit: "–",
            ratio: "–", goal: "in the background", isMet: true
        ).show()
    }

    private func ms(_ seconds: Double) -> String { String(format: "%.1f ms", seconds * 1000) }

    private func fill(_ store: Store, _ talk: inout MadeTalk) async throws -> [GroupID] {
        let record = RecordStore(world: .real())
        var groups: [Group] = []
        for number in 0..<Self.groups {
            groups.append(
                try await store.write {
                    try record.openGroup(
                        network: "bench", name: "group \(number)", zone: "UTC", isPresence: false, in: $0)
                })
        }
        let each = messages / Self.groups
        for group in groups {
            var done = 0
            while done < each {
                let events = (done..<min(each, done + Self.batch)).map { number in
                    let sender = talk.number(below: 300)
                    return Event(
                        kind: .text, instant: Instant(seconds: 1_700_000_000 + Int64(number) * 60),
                        key: EventKey(sourceID: String(number)),
                        sender: Party(name: "sender \(sender)", id: "\(sender)"),
                        text: talk.message())
                }
                try await store.write { _ = try record.append(events, to: group, in: $0) }
                done += events.count
            }
        }
        return groups.map(\.id)
    }

    /// Seconds of each query, sorted: a word, two, a phrase cut out of two, one character, a name, within a group or all.
    private func ask(_ store: Store, _ groups: [GroupID], _ talk: inout MadeTalk) async throws -> [Double] {
        var times: [Double] = []
        for number in 0..<Self.queries {
            let (first, second) = (talk.word(), talk.word())
            let words =
                switch number % 5 {
                case 0: first
                case 1: first + " " + second
                case 2: String((first + second).suffix(3))
                case 3: String(first.prefix(1)) + " " + second
                default: first + " from:\"sender \(talk.number(below: 300))\""
                }
            let group = number % 4 == 0 ? groups[talk.number(below: groups.count)] : nil
            let search = MessageSearch(query: SearchQuery(words), scope: nil, group: group, zone: "UTC")
            times.append(
                try await Bench.seconds {
                    _ = try await store.read { try search.page(after: nil, limit: Self.page, in: $0) }
                }.seconds)
        }
        return times.sorted()
    }
}
