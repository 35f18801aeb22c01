import Kernel
import Record
import Storage
import TestSupport

extension Bench {
    /// Who goes by a name in a group, as the history has it.
    func person(_ name: String, in group: Group) async throws -> PersonID? {
        let key = name.hasPrefix("#") ? String(name.dropFirst()) : name.lowercased()
        let scope = name.hasPrefix("#") ? 0 : group.id.value
        return try await store.read { transaction in
            let query: SQL = """
                SELECT person_id FROM handles WHERE network = \(group.network) AND scope = \(scope) AND key = \(key)
                """
            return try transaction.first(query) { $0.optionalID(0) as PersonID? } ?? nil
        }
    }

    @discardableResult
    func merge(
        _ from: PersonID, into: PersonID, reason: String = "the same", atOnce: Int64 = .max
    ) async throws -> MergeOutcome {
        try await store.write { [record] in
            try record.merge(from, into: into, reason: reason, by: "tester", refoldingAtOnce: atOnce, in: $0)
        }
    }

    @discardableResult
    func unmerge(_ id: PersonMergeID, atOnce: Int64 = .max) async throws -> MergeOutcome {
        try await store.write { [record] in
            try record.unmerge(id, reason: "not the same", by: "tester", refoldingAtOnce: atOnce, in: $0)
        }
    }

    func settleAll() async throws {
        for group in try await store.read({ [record] in try record.unsettledGroups(in: $0) }) {
            try await store.write { [record] in try record.settle(group, in: $0) }
        }
    }
}

extension RecordPicture {
    /// What is counted, without whose each name is and which events there are.
    var counts: RecordPicture { RecordPicture(tables.filter { $0.key != "handles" && $0.key != "events" }) }

    /// The same where ids of the network are left out of what people are called.
    var withoutNetworkIDs: RecordPicture {
        RecordPicture(tables.mapValues { lines in lines.map { $0.replacing(/#[a-z0-9]+\+/, with: "") }.sorted() })
    }
}

/// Two groups of one network that know people by name, and what happens in them, by chance.
struct MergeHistory {
    let seed: UInt64
    let isPresence: Bool
    let bots: GroupBots
    /// Who there is: a name in the group of that place.
    let people: [Person]
    private(set) var events: [[Made]] = [[], []]

    struct Person: Hashable {
        let group: Int
        let name: String
    }

    /// An event before it is known who is one with whom.
    struct Made {
        let kind: EventKind
        let at: Instant
        let id: String
        let sender: String
        var target: String?
        var text: String?
        var replyTo: String?
        var mentions: [String] = []

        /// - Parameter number: The network's id of a name, where the network is to have one.
        func event(_ number: (String) -> String?) -> Event {
            func party(_ name: String) -> Party { Party(name: name, id: number(name)) }
            return Event(
                kind: kind, instant: at, order: 0, key: EventKey(sourceID: id), sender: party(sender),
                target: target.map(party), text: text, replyTo: replyTo.map(EventKey.init(sourceID:)),
                scene: kind == .join ? "qr" : nil, mentions: mentions.map(party))
        }
    }

    init(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        self.seed = seed
        isPresence = Int.random(in: 0..<4, using: &chance) == 0
        let names = ["al", "bo", "cy", "di", "ed", "robot"]
        bots = GroupBots(bots: Bool.random(using: &chance) ? ["robot"] : [], bridges: [])
        people = (0...1).flatMap { group in names.map { Person(group: group, name: $0) } }
        for group in 0...1 { addEvents(of: group, names, &chance) }
    }

    private mutating func addEvents(of group: Int, _ names: [String], _ chance: inout SeededGenerator) {
        var now = at("2026-11-20 20:00").advanced(bySeconds: Int64(group) * 7)
        // Everybody is known by name before anybody speaks of them.
        let greetings = names.shuffled(using: &chance)
        for (index, name) in greetings.enumerated() {
            events[group].append(Made(kind: .text, at: now, id: "g\(index)", sender: name, text: "hello"))
            now = now.advanced(bySeconds: 20)
        }
        let count = Int.random(in: 10...40, using: &chance)
        for index in 0..<count {
            now = now.advanced(bySeconds: [10, 60, 600, 7200, 90_000].randomElement(using: &chance)!)
            if Int.random(in: 0..<25, using: &chance) == 0 { now = now.advanced(bySeconds: 9 * 86_400) }
            let kinds: [EventKind] = [
                .text, .text, .text, .text, .join, .leave, .removal, .reaction, .link, .notice,
            ]
            var made = Made(
                kind: kinds.randomElement(using: &chance)!, at: now, id: "e\(index)",
                sender: names.randomElement(using: &chance)!)
            let other = names.randomElement(using: &chance)!
            switch made.kind {
            case .text:
                made.text = ["well", "who knows?", "@\(other) yes", "\(other): why?"].randomElement(using: &chance)!
            case .notice: made.text = "note"
            case .join, .removal, .reaction: if Bool.random(using: &chance) { made.target = other }
            default: break
            }
            if made.kind.isMessage {
                if Int.random(in: 0..<3, using: &chance) == 0, index > 0 {
                    made.replyTo = "e\(Int.random(in: 0..<index, using: &chance))"
                }
                if Int.random(in: 0..<4, using: &chance) == 0 { made.mentions = [other] }
            }
            events[group].append(made)
        }
    }
}
