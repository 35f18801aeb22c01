package import Kernel
package import Record

/// A small history by chance, with all that makes a record hard: renames, clashes of names, people who come and go,
/// events of the same minute, replies before what they answer, bridges, programs, network ids, changes of clocks.
package struct RandomHistory: Sendable {
    package let seed: UInt64
    package let isPresence: Bool
    package let zone: String
    package let bots: GroupBots
    /// Every event once, at the place that all its copies together give it, in canonical order.
    package private(set) var events: [Event] = []
    /// What is handed over: every event at least once, some again and at another place of their instant.
    package private(set) var deliveries: [Event] = []

    private let hasSourceIDs: Bool
    private let identities: Identities
    private var chance: SeededGenerator

    /// Whether the network has ids for people.
    private enum Identities: CaseIterable { case none, always, sometimes }

    private static let names = [
        "al", "Al", "Ann", "anna", "bob", "Bob", "Bobby", "李雷", "李", "İpek", "Ka\u{212A}e", "helper", "bridge",
    ]
    private static let starts = [
        ("UTC", "2026-11-22 20:00"), ("Asia/Shanghai", "2026-11-22 20:00"), ("America/New_York", "2026-10-31 20:00"),
        ("Europe/Berlin", "2026-03-28 20:00"), ("America/St_Johns", "2006-10-28 22:00"),
    ]

    package init(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let start = RandomHistory.starts.randomElement(using: &chance)!
        self.seed = seed
        self.zone = start.0
        self.isPresence = Bool.random(using: &chance)
        self.hasSourceIDs = Bool.random(using: &chance)
        self.identities = Bool.random(using: &chance) ? .none : Identities.allCases.randomElement(using: &chance)!
        self.bots = GroupBots(
            bots: Bool.random(using: &chance) ? ["Helper"] : [], bridges: Bool.random(using: &chance) ? ["bridge"] : [])
        self.chance = chance
        addEvents(from: at(start.1, zone: zone))
        addDeliveries()
    }

    /// The deliveries in some order and cut into some batches.
    package func batches(_ chance: inout SeededGenerator) -> [[Event]] {
        var rest = deliveries[...]
        switch Int.random(in: 0..<4, using: &chance) {
        case 0: break
        case 1: rest = jittered(&chance)[...]
        default: rest = deliveries.shuffled(using: &chance)[...]
        }
        var batches: [[Event]] = []
        while !rest.isEmpty {
            let size = min(rest.count, [1, 5, 20, 60, 200].randomElement(using: &chance)!)
            batches.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return batches
    }
}

extension RandomHistory {
    /// The deliveries a little out of order, as live traffic is.
    private func jittered(_ chance: inout SeededGenerator) -> [Event] {
        let places = deliveries.indices.map { index in index + Int.random(in: 0..<6, using: &chance) }
        let order = deliveries.indices.sorted { (places[$0], $0) < (places[$1], $1) }
        return order.map { deliveries[$0] }
    }

    private mutating func addEvents(from start: Instant) {
        var now = start
        var (order, ordinals): (Int64, [EventKey: Int]) = (0, [:])
        let count = Int.random(in: 30...80, using: &chance)
        for index in 0..<count {
            if oneIn(2) {
                now = now.advanced(bySeconds: 60 * Int64([1, 1, 3, 20, 90, 400, 1440].randomElement(using: &chance)!))
                if oneIn(30) { now = now.advanced(bySeconds: Int64.random(in: 6...12, using: &chance) * 86_400) }
                order = 0
            } else if !oneIn(6) {
                // Else two of the same place, as two files bring them: their keys decide.
                order += 1
            }
            var event = randomEvent(at: now, order: order, index, of: count)
            if !hasSourceIDs {
                let ordinal = ordinals[event.key, default: 0]
                ordinals[event.key] = ordinal + 1
                event.key = EventKey(
                    digestOf: event.kind, at: now, sender: event.sender, target: event.target, text: event.text,
                    ordinal: ordinal)
            }
            events.append(event)
        }
    }

    private mutating func randomEvent(at now: Instant, order: Int64, _ index: Int, of count: Int) -> Event {
        let kind = randomKind()
        let hasText = kind == .text || kind == .notice || ([.topic, .picture].contains(kind) && oneIn(2))
        let text: String? = hasText ? randomText() : nil
        var target: Party?
        if kind == .rename {
            target = Party(name: randomName())
        } else if kind == .removal || ([.join, .reaction, .topic].contains(kind) && oneIn(2)) {
            target = randomParty()
        }
        let sender = randomParty()
        let key =
            hasSourceIDs
            ? EventKey(sourceID: "e\(index)")
            : EventKey(digestOf: kind, at: now, sender: sender, target: target, text: text, ordinal: 0)
        var event = Event(kind: kind, instant: now, order: order, key: key, sender: sender, target: target, text: text)
        if hasSourceIDs, kind.isMessage, oneIn(4) {
            event.replyTo = EventKey(sourceID: "e\(Int.random(in: 0..<count, using: &chance))")
        } else if kind.isMessage, oneIn(6), let earlier = events.randomElement(using: &chance) {
            event.replyTo = earlier.key
        }
        if [.join, .leave, .removal].contains(kind), oneIn(2) { event.scene = "invitation" }
        if kind.isMessage, oneIn(5) {
            event.mentions = (0..<Int.random(in: 1...2, using: &chance)).map { _ in anyParty() }
        }
        return event
    }

    private mutating func randomKind() -> EventKind {
        let moves: [EventKind] =
            isPresence ? [.arrival, .departure, .removal, .join, .leave] : [.join, .leave, .join, .leave, .removal]
        switch Int.random(in: 0..<20, using: &chance) {
        case 0..<10: return .text
        case 10: return ([.picture, .file, .link] as [EventKind]).randomElement(using: &chance)!
        case 11..<15: return moves.randomElement(using: &chance)!
        case 15..<18: return .rename
        case 18: return .notice
        default: return ([.topic, .reaction, .recall] as [EventKind]).randomElement(using: &chance)!
        }
    }

    private mutating func randomText() -> String {
        let (name, other) = (randomName(), randomName())
        return switch Int.random(in: 0..<13, using: &chance) {
        case 8: "\(name): where is it?"
        case 9: "Does anyone know @\(other)"
        case 10: "<\(name)> is it there?"
        case 11: "see https://example.org/?a=1 \(name)"
        case 12: "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九" + (oneIn(2) ? "十 " : " ")
        case 0: "\(name): yes"
        case 1: "\(name), @\(other) no"
        case 2: "well @\(name)!"
        case 3: "@\(name)by and @\(other)你好"
        case 4, 5: "<\(name)> \(other): from afar @\(name)"
        default: "so it is"
        }
    }

    private mutating func randomName() -> String { RandomHistory.names.randomElement(using: &chance)! }

    private mutating func randomParty() -> Party {
        let name = randomName()
        guard identities == .always || (identities == .sometimes && Bool.random(using: &chance)) else {
            return Party(name: name)
        }
        return Party(name: oneIn(8) ? "" : name, id: "U\(Int.random(in: 1...5, using: &chance))")
    }

    /// Somebody of the history, or somebody that nobody has met.
    private mutating func anyParty() -> Party {
        if identities != .none, oneIn(3) { return Party(name: "", id: "V\(Int.random(in: 1...2, using: &chance))") }
        return oneIn(4) ? Party(name: "nobody") : randomParty()
    }

    private mutating func addDeliveries() {
        for index in events.indices {
            deliveries.append(events[index])
            guard oneIn(3) else { continue }
            var copy = events[index]
            if oneIn(2) {
                copy.order = [0, 1, 2, EventOrder.openingOffset, EventOrder.openingOffset + 1].randomElement(
                    using: &chance)!
            }
            deliveries.append(copy)
            events[index].order = EventOrder.preferred(events[index].order, copy.order)
        }
        events.sort { ($0.instant, $0.order, $0.key) < ($1.instant, $1.order, $1.key) }
    }

    private mutating func oneIn(_ number: Int) -> Bool { Int.random(in: 0..<number, using: &chance) == 0 }
}
