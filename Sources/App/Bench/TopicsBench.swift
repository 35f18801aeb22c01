import Foundation
import Insight
import Kernel
import Record
import Storage
import Words

/// What a group of very many messages talks about: how fast its weeks are counted, beside cutting the same texts alone, and
/// how long one week takes to be told.
struct TopicsBench {
    let bench: Bench
    let messages: Int

    private static let batch = 5_000
    private static let people = 2_000
    private static let weeks = 52
    /// A Monday.
    private static let first = Instant(seconds: 1_700_438_400)

    func run() async throws {
        let store = try await bench.freshStore("topics.sqlite")
        var talk = MadeTalk()
        let group = try await fill(store, &talk)
        let bare = try await Bench.seconds { try await store.read { try TopicsBench.cut($0) } }.seconds
        let world = World.real()
        let runner = ReactorRunner(store: store, world: world, owner: "bench")
        let keeper = TopicKeeper(store: store, world: world)
        let (marking, _) = try await Bench.seconds { try await runner.catchUp(TopicIndex()) }
        let (counting, outcome) = try await Bench.seconds { try await keeper.countDue() }
        BenchFigure(
            name: "topics, kept up, \(outcome.weeks) weeks of \(messages / 1000)k messages",
            ours: BenchFigure.rate(outcome.messages, marking + counting, "messages"),
            limit: BenchFigure.rate(messages, bare, "messages") + " read and cut alone",
            ratio: BenchFigure.ratio(bare / (marking + counting)), goal: "in the background", isMet: true
        ).show()
        try await tell(store, group)
        await store.close()
    }

    private func tell(_ store: Store, _ group: GroupID) async throws {
        let week = try await store.read { try WeekTopics.weeks(of: group, in: $0)[1] }
        let bare = try await Bench.seconds {
            try await store.read { transaction in
                let place: SQL = "group_id = \(group) AND week <= \(week) AND week >= \(week.advanced(by: -84))"
                var sum: Int64 = 0
                try transaction.forEach("SELECT messages FROM topic_words WHERE \(sql: place)") { sum &+= $0.int64(0) }
            }
        }.seconds
        let seconds = try await Bench.median(of: 5) {
            try await Bench.seconds {
                _ = try await store.read { try WeekTopics.load(week, of: group, withPeople: true, in: $0) }
            }.seconds
        }
        let experts = try await Bench.median(of: 3) {
            try await Bench.seconds {
                _ = try await store.read { try ExpertTopic.all(of: .some([group]), until: week, limit: 8, in: $0) }
            }.seconds
        }
        for (name, time) in [("topics of a week", seconds), ("experts of a year", experts)] {
            BenchFigure(
                name: "\(name), \(messages / 1000)k messages in the group", ours: BenchFigure.milliseconds(time),
                limit: BenchFigure.milliseconds(bare) + " bare rows", ratio: BenchFigure.ratio(bare / time),
                goal: "≤ 1000 ms", isMet: time <= 1
            ).show()
        }
    }

    private static func cut(_ transaction: Transaction) throws {
        let words = TextWords()
        try transaction.forEach("SELECT body FROM events WHERE body IS NOT NULL ORDER BY group_id, instant, place") {
            words.cut($0.string(0))
        }
    }

    /// A group in which every eighth message asks and the next one answers it.
    private func fill(_ store: Store, _ talk: inout MadeTalk) async throws -> GroupID {
        let record = RecordStore(world: .real())
        let group = try await store.write {
            try record.openGroup(network: "bench", name: "talk", zone: "UTC", isPresence: false, in: $0)
        }
        let step = Int64(Self.weeks) * 7 * 86_400_000 / Int64(max(1, messages))
        var done = 0
        while done < messages {
            let events = (done..<min(done + Self.batch, messages)).map { number in
                let sender = talk.number(below: Self.people)
                return Event(
                    kind: .text, instant: Self.first.advanced(byMilliseconds: step * Int64(number)),
                    key: EventKey(sourceID: String(number)), sender: Party(name: "sender \(sender)", id: "\(sender)"),
                    text: number % 8 == 0 ? "请问 " + talk.message() + "吗？" : talk.message(),
                    replyTo: number % 8 == 1 ? EventKey(sourceID: String(number - 1)) : nil)
            }
            try await store.write { _ = try record.append(events, to: group, in: $0) }
            done += events.count
        }
        return group.id
    }
}
