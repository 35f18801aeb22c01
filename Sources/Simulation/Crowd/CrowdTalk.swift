internal import Kernel
internal import Record

/// Lives a group of a crowd day by day and gives its events in order; holds no more than a day of them.
struct CrowdTalk: Sendable {
    struct Member {
        let party: Party
        let weight: Double
        let joined: Instant
        var leaves: Instant?
        var isPresent = true
    }

    let life: CrowdLife
    private let world: CrowdWorld
    private let habit: CrowdHabits.Kind
    private let words: CrowdWords
    private var zone: CivilZone
    private var chance: SeededGenerator
    private var members: [Member] = []
    /// Those who may speak today, and the sum of the weights up to each.
    private var speakers: [Int] = []
    private var cumulative: [Double] = []
    private var planned: [Event] = []
    private var takenMoments: Set<Int64> = []
    private var nextArrival = 0
    private var day = 0
    private var lastExchange = -1

    init(_ number: Int, _ world: CrowdWorld) {
        chance = world.plan.chance(of: number, 0x67)
        life = CrowdLife(number, world, &chance)
        self.world = world
        habit = world.kinds[life.kindIndex]
        words = world.words[life.kindIndex]
        zone = CivilZone(CrowdPlan.zone) ?? .utc
    }

    private var date: CivilDay { world.plan.firstDay.advanced(by: life.founded + day) }
    private var span: Int { world.plan.days - life.founded }

    /// The events of the next day; nil after the last.
    mutating func nextDay() -> [Event]? {
        guard day < span else { return nil }
        let start = zone.start(of: date)
        arrive(start)
        leave(before: start.advanced(byMilliseconds: 86_400_000), after: start)
        gatherSpeakers(at: start)
        if day < life.days {
            talk(start)
        } else if chance.unit() < 0.03 {
            // Somebody still announces things where nobody listens.
            plan(.text, moment(start), 0, text: pick(words.says))
        }
        day += 1
        return handOut(before: start.advanced(byMilliseconds: 86_400_000))
    }

    private mutating func handOut(before end: Instant) -> [Event] {
        var ready: [Event] = []
        var later: [Event] = []
        for event in planned { if event.instant < end { ready.append(event) } else { later.append(event) } }
        planned = later
        takenMoments = Set(later.map(\.instant.milliseconds))
        return ready.sorted { $0.instant < $1.instant }
    }

    // MARK: - Coming and going

    private mutating func arrive(_ start: Instant) {
        while nextArrival < life.arrivals.count, life.arrivals[nextArrival].day == day {
            let arrival = life.arrivals[nextArrival]
            nextArrival += 1
            let isFirst = members.isEmpty
            let instant =
                day == 0
                ? start.advanced(bySeconds: isFirst ? 32_400 : 32_460 + Int64(chance.pick(3_000))) : moment(start)
            let inviter = arrival.scene == "invitation" || (arrival.scene == "qr" && chance.unit() < 0.6)
            let by = inviter ? drawPresent() : nil
            let party = world.names.party(arrival.person)
            let joined = plan(
                .join, instant, members.count, sender: party, target: by.map { members[$0].party },
                scene: arrival.scene)
            let leaves = arrival.stays.map { joined.advanced(bySeconds: Int64($0 * 86_400)) }
            members.append(Member(party: party, weight: arrival.weight, joined: joined, leaves: leaves))
        }
    }

    private mutating func leave(before end: Instant, after start: Instant) {
        for index in members.indices where members[index].isPresent {
            guard let due = members[index].leaves, due < end else { continue }
            // What they began last night is over by then.
            let leaves = max(due, start.advanced(bySeconds: 14_400))
            members[index].isPresent = false
            if chance.unit() < 0.05 {
                plan(.removal, leaves, 0, target: members[index].party, scene: "removed")
            } else {
                plan(.leave, leaves, index, scene: "left")
            }
            guard chance.unit() < world.habits.leaving.rejoin else { continue }
            let back = leaves.advanced(bySeconds: 86_400 + Int64(chance.exponential(5) * 86_400))
            guard back < zone.start(of: world.plan.lastDay.advanced(by: 1)) else { continue }
            let again = plan(.join, back, index, scene: "invitation")
            members[index].leaves = again.advanced(bySeconds: 40 * 86_400)
        }
    }

    private mutating func drawPresent() -> Int? {
        guard !members.isEmpty else { return nil }
        for _ in 0..<4 {
            let index = min(chance.pick(members.count), chance.pick(members.count))
            if members[index].isPresent { return index }
        }
        return 0
    }

    private mutating func gatherSpeakers(at start: Instant) {
        speakers.removeAll(keepingCapacity: true)
        cumulative.removeAll(keepingCapacity: true)
        var sum = 0.0
        for index in members.indices where members[index].isPresent {
            // Whoever came today may have come in the evening; on the first day all are there by eleven.
            if day > 0, members[index].joined >= start { continue }
            sum += members[index].weight
            speakers.append(index)
            cumulative.append(sum)
        }
    }

    private mutating func drawSpeaker() -> Int {
        let mark = chance.unit() * (cumulative.last ?? 0)
        var (low, high) = (0, cumulative.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > mark { high = middle } else { low = middle + 1 }
        }
        return speakers[low]
    }

    // MARK: - Talk

    private mutating func talk(_ start: Instant) {
        guard speakers.count > 1 else { return }
        var budget = messagesToday()
        let mustSpeak = day == life.days - 1 || day == 0 || day - lastExchange >= 4
        if mustSpeak { budget = max(budget, 2) }
        while budget > 0 {
            let said = converse(moment(start), atLeastTwo: mustSpeak && lastExchange < day)
            if said.speakers > 1 { lastExchange = day }
            budget -= said.messages
        }
    }

    /// How much is said today: much at first, then less; in a group about to fall silent hardly anything.
    private mutating func messagesToday() -> Int {
        let weekday = words.weekdays[date.weekday]
        let present = Logarithm.power(Double(speakers.count), 0.85) * (1 - habit.lurkers * 0.8)
        let age = 0.45 + 0.55 * Logarithm.exponential(-Double(day) / 9)
        let left = Double(life.days - day)
        let fading = life.days > span ? 1 : min(1, 0.15 + left / Double(max(4, life.days)))
        let care = life.isNoisy ? 3.0 : life.isCurated ? 1.25 : 0.8
        let rate = habit.talk * present * weekday * age * fading * care
        return Int(rate * (0.55 + 0.9 * chance.unit()) + chance.unit())
    }

    private mutating func converse(_ start: Instant, atLeastTwo: Bool) -> (messages: Int, speakers: Int) {
        let opener = drawSpeaker()
        if chance.unit() < habit.ask * (life.isNoisy ? 0.4 : 1) { return ask(opener, at: start, atLeastTwo) }
        var time = start
        var (previous, current) = (-1, opener)
        var previousEvent: EventKey?
        var (messages, others) = (0, false)
        let length = (atLeastTwo ? 2 : 1) + Int(chance.exponential(life.isNoisy ? 4.5 : 2.6))
        while messages < min(length, 40) {
            previousEvent = say(current, after: previous, previousEvent, at: time)
            messages += 1
            if chance.unit() < 0.06 { react(to: previousEvent, of: current, at: time) }
            time = time.advanced(bySeconds: 4 + Int64(chance.exponential(45)))
            var following = previous >= 0 && chance.unit() < 0.5 ? previous : drawSpeaker()
            if following == current, atLeastTwo, !others { following = other(than: current) }
            if following != current {
                others = others || messages < length
                previous = current
            }
            current = following
        }
        return (messages, others ? 2 : 1)
    }

    private mutating func other(than speaker: Int) -> Int {
        for _ in 0..<8 {
            let drawn = drawSpeaker()
            if drawn != speaker { return drawn }
        }
        return speakers.first { $0 != speaker } ?? speaker
    }

    /// One message of a conversation, perhaps an answer to the one before or a word to whoever said it.
    private mutating func say(
        _ speaker: Int, after previous: Int, _ answered: EventKey?, at time: Instant
    ) -> EventKey {
        var mark = chance.unit()
        let noise = life.isNoisy ? 3.0 : 1
        if mark < habit.picture { return plan(.picture, time, speaker, isKey: ()) }
        mark -= habit.picture
        if mark < habit.sticker * noise { return plan(.sticker, time, speaker, isKey: ()) }
        mark -= habit.sticker * noise
        if mark < habit.link * noise { return plan(.link, time, speaker, text: pick(words.links), isKey: ()) }
        let isShort = chance.unit() < (life.isNoisy ? 0.7 : 0.35)
        let text = pick(isShort ? words.short : words.says)
        let turn = chance.unit()
        if previous >= 0, previous != speaker, turn < 0.16 {
            let to = members[previous].party
            return plan(.text, time, speaker, text: "@\(to.name) \(text)", mentions: [to], isKey: ())
        }
        return plan(.text, time, speaker, text: text, replyTo: turn > 0.85 ? answered : nil, isKey: ())
    }

    private mutating func ask(_ asker: Int, at start: Instant, _ atLeastTwo: Bool) -> (messages: Int, speakers: Int) {
        let question = plan(.text, start, asker, text: pick(words.asks), isKey: ())
        let isAnswered = chance.unit() < habit.answered * (life.isNoisy ? 0.5 : life.isCurated ? 1.05 : 0.9)
        guard isAnswered || atLeastTwo else { return (1, 1) }
        var messages = 1
        var time = start
        for round in 0...(chance.unit() < 0.3 ? 1 : 0) {
            // Who speaks most also knows most.
            var answerer = other(than: asker)
            let another = other(than: asker)
            if members[another].weight > members[answerer].weight { answerer = another }
            time = time.advanced(bySeconds: 15 + Int64(chance.exponential(round == 0 ? 700 : 300)))
            let to = members[asker].party
            if chance.unit() < 0.6 {
                plan(.text, time, answerer, text: pick(words.answers), replyTo: question)
            } else {
                plan(.text, time, answerer, text: "@\(to.name) \(pick(words.answers))", mentions: [to])
            }
            messages += 1
        }
        if chance.unit() < 0.5 {
            plan(.text, time.advanced(bySeconds: 20 + Int64(chance.exponential(120))), asker, text: pick(words.thanks))
            messages += 1
        }
        return (messages, 2)
    }

    private mutating func react(to key: EventKey?, of speaker: Int, at time: Instant) {
        for _ in 0...chance.pick(3) {
            let by = other(than: speaker)
            guard by != speaker else { return }
            let emoji = ["👍", "❤️", "😂", "🌹", "👏"][chance.pick(5)]
            plan(.reaction, time.advanced(bySeconds: 3 + Int64(chance.exponential(90))), by, text: emoji, replyTo: key)
        }
    }

    private mutating func pick(_ words: [String]) -> String { words[chance.pick(words.count)] }

    /// A moment of the day at which such groups talk; on the first, after all have come.
    private mutating func moment(_ start: Instant) -> Instant {
        let mark = chance.unit() * (words.hours.last ?? 0)
        let hour = words.hours.firstIndex { $0 > mark } ?? 20
        let first = day == 0 ? max(hour, 11) : hour
        return start.advanced(byMilliseconds: Int64(first) * 3_600_000 + Int64(chance.pick(3_600_000)))
    }

    // MARK: - Events

    @discardableResult
    private mutating func plan(
        _ kind: EventKind, _ instant: Instant, _ sender: Int, sender party: Party? = nil, target: Party? = nil,
        text: String? = nil, replyTo: EventKey? = nil, mentions: [Party] = [], scene: String? = nil
    ) -> Instant {
        var instant = instant
        while !takenMoments.insert(instant.milliseconds).inserted { instant = instant.advanced(byMilliseconds: 1) }
        let sender = party ?? members[sender].party
        let key = EventKey(digestOf: kind, at: instant, sender: sender, target: target, text: text, ordinal: 0)
        planned.append(
            Event(
                kind: kind, instant: instant, key: key, sender: sender, target: target, text: text,
                replyTo: replyTo, scene: scene, mentions: mentions))
        return instant
    }

    /// Plans a message and gives the key by which others can answer it.
    private mutating func plan(
        _ kind: EventKind, _ instant: Instant, _ sender: Int, text: String? = nil, replyTo: EventKey? = nil,
        mentions: [Party] = [], isKey: Void
    ) -> EventKey {
        plan(kind, instant, sender, text: text, replyTo: replyTo, mentions: mentions)
        return planned[planned.count - 1].key
    }
}
