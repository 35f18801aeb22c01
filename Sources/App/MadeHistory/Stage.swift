import Kernel

/// Plays a story day by day: people come, talk and leave, each at a moment of their own.
struct Stage {
    private let story: GroupStory
    private let firstDay: CivilDay
    private var zone: CivilZone
    private var chance: SeededGenerator
    private var cast: Cast
    /// What has been decided and not been handed out, in no order.
    private var planned: [Event] = []
    /// Milliseconds at which something is planned: no two events share one, so every event has a key of its own.
    private var takenMoments: Set<Int64> = []
    /// Exchanges not yet used, by topic: none comes again before all of its topic have been.
    private var unused: [String: [Int]] = [:]

    private enum Act {
        case join(scene: String?)
        case leave
        case rename
        case exchange(topic: String?)
    }

    private typealias Moment = (instant: Instant, hour: Int, act: Act)

    init(_ history: MadeHistory) {
        story = history.story
        firstDay = history.lastDay.advanced(by: 1 - history.days)
        zone = CivilZone(MadeHistory.zone) ?? .utc
        var digest = ContentDigest()
        digest.add(history.story.group)
        chance = SeededGenerator(seed: history.seed ^ digest.value)
        cast = Cast(story, idPrefix: "\(MadeHistory.network)-\(String(digest.value, radix: 36).prefix(4))", &chance)
    }

    /// The events of a day, counted from 0, in order. Days must be played one after the other.
    mutating func play(_ day: Int) -> [Event] {
        if day == 0 { found() }
        let moments = moments(of: day).sorted { $0.instant < $1.instant }
        for moment in moments {
            switch moment.act {
            case .join(let scene): join(at: moment.instant, scene: scene, isWelcomed: day > 0)
            case .leave: leave(at: moment.instant)
            case .rename: rename(at: moment.instant)
            case .exchange(let topic): talk(about: topic, day, moment.hour, at: moment.instant)
            }
        }
        return handOut(before: zone.start(of: firstDay.advanced(by: day + 1)))
    }

    private mutating func handOut(before end: Instant) -> [Event] {
        let ready = planned.filter { $0.instant < end }.sorted { $0.instant < $1.instant }
        planned.removeAll { $0.instant < end }
        takenMoments = takenMoments.filter { $0 >= end.milliseconds }
        return ready
    }

    // MARK: - The day's moments

    private mutating func moments(of day: Int) -> [Moment] {
        let phase = story.phase(of: day)
        let weekday = firstDay.advanced(by: day).weekday
        var moments: [Moment] = []
        for wave in story.waves where wave.day == day {
            for _ in 0..<wave.joins { moments.append(moment(day, .join(scene: wave.scene))) }
        }
        for appointment in story.scheduled ?? [] where appointment.day == day {
            moments.append(moment(day, .exchange(topic: appointment.topic), hour: appointment.hour))
        }
        // The first day belongs to those who come.
        let talk = day == 0 ? phase.exchanges / 3 : phase.exchanges * story.weekdays[weekday]
        add(.exchange(topic: nil), rate: talk, day, to: &moments)
        add(.join(scene: nil), rate: phase.joins, day, to: &moments)
        add(.leave, rate: phase.leaves, day, to: &moments)
        add(.rename, rate: phase.renames ?? 0, day, to: &moments)
        return moments
    }

    private mutating func add(_ act: Act, rate: Double, _ day: Int, to moments: inout [Moment]) {
        for _ in 0..<chance.count(rate: rate) { moments.append(moment(day, act)) }
    }

    private mutating func moment(_ day: Int, _ act: Act, hour: Int? = nil) -> Moment {
        var hour = hour ?? chance.index(weights: story.hours) ?? 12
        // The group is founded at nine; who was asked to join comes within the next hours.
        if day == 0 {
            if case .join = act { hour = chance.between(9, 10) } else { hour = max(hour, 11) }
        }
        let time = Int64(hour) * 3_600_000 + Int64(chance.index(3_600_000))
        let wall = WallTime(day: firstDay.advanced(by: day), millisecondOfDay: time)
        return (zone.instant(wall), hour, act)
    }

    // MARK: - Coming and going

    private mutating func found() {
        let nine = WallTime(day: firstDay, millisecondOfDay: 9 * 3_600_000 - 1)
        guard let owner = cast.add(&chance) else { return }
        plan(.join, at: zone.instant(nine), by: owner, scene: "founder")
    }

    private mutating func join(at instant: Instant, scene: String?, isWelcomed: Bool) {
        let scene = scene ?? (chance.happens(0.6) ? "invitation" : "qr")
        let inviter = scene == "invitation" ? cast.draw(except: [], &chance) ?? 0 : nil
        guard let newcomer = cast.add(&chance) else { return }
        let joined = plan(.join, at: instant, by: newcomer, target: inviter.map { cast[$0].party }, scene: scene)
        cast[newcomer].busyUntil = joined.instant
        guard isWelcomed, chance.happens(0.5) else { return }
        let soon = joined.instant.advanced(bySeconds: Int64(chance.between(20, 400)))
        guard let script = script(of: "welcome") else { return }
        speak(script, roles: ["o": 0, "n": newcomer], at: soon)
    }

    private mutating func leave(at instant: Instant) {
        guard let member = cast.drawIdle(at: instant, &chance) else { return }
        if chance.happens(0.04) {
            plan(.removal, at: instant, by: 0, target: cast[member].party, scene: "removed")
        } else {
            plan(.leave, at: instant, by: member, scene: "left")
        }
        cast[member].isPresent = false
    }

    private mutating func rename(at instant: Instant) {
        guard let member = cast.drawIdle(at: instant, &chance) else { return }
        let before = cast[member].party
        guard let name = cast.rename(member, &chance) else { return }
        plan(.rename, at: instant, sender: before, target: Party(name: name))
    }

    // MARK: - Talking

    private mutating func talk(about topic: String?, _ day: Int, _ hour: Int, at instant: Instant) {
        guard let topic = topic ?? drawTopic(day, hour), let script = script(of: topic) else { return }
        guard let opener = script.first?.role else { return }
        var roles: [Character: Int] = ["o": 0]
        if opener != "o" {
            let isDaily = story.topics[topic]?.daily ?? false
            let done = cast.members.indices.filter { isDaily && cast[$0].rounds[topic]?.day == day }
            roles[opener] = cast.draw(except: done, &chance)
        }
        guard let begins = roles[opener] else { return }
        let round = 1 + (cast[begins].rounds[topic]?.count ?? 0)
        cast[begins].rounds[topic] = (round, day)
        speak(script, roles: roles, round: round, at: instant)
    }

    private mutating func drawTopic(_ day: Int, _ hour: Int) -> String? {
        let topics = story.phase(of: day).topics.filter { story.topics[$0.key]?.fits(hour) ?? false }
        let names = topics.keys.sorted()
        return chance.index(weights: names.map { topics[$0] ?? 0 }).map { names[$0] }
    }

    private mutating func script(of topic: String) -> [ScriptLine]? {
        guard let exchanges = story.topics[topic]?.exchanges, !exchanges.isEmpty else { return nil }
        if unused[topic, default: []].isEmpty { unused[topic] = Array(exchanges.indices).shuffled(using: &chance) }
        return unused[topic]!.popLast().map { exchanges[$0] }
    }

    private mutating func speak(
        _ script: [ScriptLine], roles: [Character: Int], round: Int = 1, at start: Instant
    ) {
        var roles = roles
        for line in script where roles[line.role] == nil {
            roles[line.role] = cast.draw(except: roles.values, &chance)
        }
        var filler = SlotFiller(names: roles.mapValues { cast[$0].name }, words: story.words)
        var said: [Event?] = []
        var time = start
        for line in script {
            guard let speaker = roles[line.role], !line.isOptional || chance.happens(0.5) else {
                said.append(nil)
                continue
            }
            if !said.isEmpty { time = time.advanced(bySeconds: pause(before: line)) }
            let answered = line.answers.flatMap { $0 <= said.count ? said[$0 - 1] : nil }
            let text = line.words.map { filler.fill($0, round: round, &chance) }
            said.append(plan(line.kind, at: time, by: speaker, text: text, replyTo: answered?.key))
        }
        for role in roles.values { cast[role].busyUntil = max(cast[role].busyUntil, time.advanced(bySeconds: 1)) }
    }

    private mutating func pause(before line: ScriptLine) -> Int64 {
        let reading = Int64(chance.between(4, 30) + 2 * min(line.words?.count ?? 6, 60))
        return reading + Int64(Double(line.minutesLater * 60) * (0.5 + chance.share()))
    }

    // MARK: - Events

    @discardableResult
    private mutating func plan(
        _ kind: EventKind, at instant: Instant, by sender: Int, target: Party? = nil, text: String? = nil,
        replyTo: EventKey? = nil, scene: String? = nil
    ) -> Event {
        plan(
            kind, at: instant, sender: cast[sender].party, target: target, text: text, replyTo: replyTo, scene: scene)
    }

    @discardableResult
    private mutating func plan(
        _ kind: EventKind, at instant: Instant, sender: Party, target: Party? = nil, text: String? = nil,
        replyTo: EventKey? = nil, scene: String? = nil
    ) -> Event {
        var instant = instant
        while !takenMoments.insert(instant.milliseconds).inserted { instant = instant.advanced(byMilliseconds: 1) }
        let key = EventKey(digestOf: kind, at: instant, sender: sender, target: target, text: text, ordinal: 0)
        let event = Event(
            kind: kind, instant: instant, key: key, sender: sender, target: target, text: text, replyTo: replyTo,
            scene: scene)
        planned.append(event)
        return event
    }
}
