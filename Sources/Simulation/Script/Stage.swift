internal import Kernel

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
    /// On which day each exchange took place last.
    private var lastHeard: [[ScriptLine]: Int] = [:]
    /// Those with parts of their own, by their letter.
    private var regulars: [Character: Int] = [:]
    /// Who is to go, and when.
    private var goings: [(instant: Instant, member: Int, isRemoved: Bool)] = []

    private enum Act {
        case join(GroupStory.Wave?)
        case enter(GroupStory.Regular)
        case leave
        case go(Int, isRemoved: Bool)
        case rename
        case exchange(topic: String?)
    }

    private typealias Moment = (instant: Instant, hour: Int, act: Act)

    init(_ history: MadeHistory) {
        story = history.story
        firstDay = history.lastDay.advanced(by: 1 - history.days + (history.story.founded ?? 0))
        zone = CivilZone(MadeHistory.zone) ?? .utc
        var digest = ContentDigest()
        digest.add(history.story.group)
        chance = SeededGenerator(seed: history.seed ^ digest.value)
        cast = Cast(
            story, history.recruits, idPrefix: "\(MadeHistory.network)-\(String(digest.value, radix: 36).prefix(4))",
            &chance)
    }

    /// The events of a day, counted from 0, in order. Days must be played one after the other.
    mutating func play(_ day: Int) -> [Event] {
        if day == 0 { found() }
        let moments = moments(of: day).sorted { $0.instant < $1.instant }
        for moment in moments {
            switch moment.act {
            case .join(let wave): join(at: moment.instant, wave, day, moment.hour)
            case .enter(let regular): enter(regular, at: moment.instant)
            case .go(let member, let isRemoved): go(member, isRemoved: isRemoved, at: moment.instant)
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
            for _ in 0..<wave.joins { moments.append(moment(day, .join(wave), hour: wave.hour)) }
        }
        for regular in story.regulars ?? [] where regular.day ?? 0 == day {
            moments.append(moment(day, .enter(regular)))
        }
        for appointment in story.scheduled ?? [] where appointment.isOn(day) {
            moments.append(moment(day, .exchange(topic: appointment.topic), hour: appointment.hour))
        }
        let end = zone.start(of: firstDay.advanced(by: day + 1))
        for going in goings where going.instant < end {
            moments.append((going.instant, 0, .go(going.member, isRemoved: going.isRemoved)))
        }
        goings.removeAll { $0.instant < end }
        // The first day belongs to those who come.
        let talk = day == 0 ? phase.exchanges / 3 : phase.exchanges * story.weekdays[weekday]
        add(.exchange(topic: nil), rate: talk, day, to: &moments)
        add(.join(nil), rate: phase.joins, day, to: &moments)
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
            switch act {
            case .join, .enter: hour = chance.between(9, 10)
            default: hour = max(hour, 11)
            }
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

    private mutating func join(at instant: Instant, _ wave: GroupStory.Wave?, _ day: Int, _ hour: Int) {
        let scene = wave?.scene ?? (chance.happens(0.6) ? "invitation" : "qr")
        let inviter = scene == "invitation" ? cast.draw(except: [], &chance) ?? 0 : nil
        guard let newcomer = cast.add(from: wave?.names, &chance) else { return }
        let joined = plan(.join, at: instant, by: newcomer, target: inviter.map { cast[$0].party }, scene: scene)
        cast[newcomer].busyUntil = joined.instant
        if let wave { settle(newcomer, wave, joined.instant) }
        let welcome = wave?.welcome ?? story.phase(of: day).welcome ?? 0.5
        guard day > 0, chance.happens(welcome) else { return }
        let soon = joined.instant.advanced(bySeconds: Int64(chance.between(20, 400)))
        guard let script = script(of: "welcome") else { return }
        speak(script, roles: ["o": 0, "n": newcomer], at: soon)
    }

    /// What somebody of a wave says, and when they go.
    private mutating func settle(_ newcomer: Int, _ wave: GroupStory.Wave, _ joined: Instant) {
        if let topic = wave.says, let script = script(of: topic) {
            let soon = joined.advanced(bySeconds: Int64(chance.between(60, 1800)))
            speak(script, roles: ["o": 0, "n": newcomer], at: soon)
        }
        guard let goes = wave.goes, chance.happens(goes.share), goes.hours.count == 2 else { return }
        let hours = goes.hours[0] + (goes.hours[1] - goes.hours[0]) * chance.share()
        let instant = max(
            joined.advanced(bySeconds: Int64(hours * 3600)), cast[newcomer].busyUntil.advanced(bySeconds: 1))
        goings.append((instant, newcomer, goes.removed ?? false))
    }

    private mutating func enter(_ regular: GroupStory.Regular, at instant: Instant) {
        guard let role = regular.role.first else { return }
        let member = cast.add(regular)
        let joined = plan(.join, at: instant, by: member, target: cast[0].party, scene: "invitation")
        cast[member].busyUntil = joined.instant
        regulars[role] = member
    }

    private mutating func go(_ member: Int, isRemoved: Bool, at instant: Instant) {
        guard cast[member].isPresent else { return }
        guard cast[member].busyUntil < instant else {
            return goings.append((instant.advanced(bySeconds: 3600), member, isRemoved))
        }
        if isRemoved {
            plan(.removal, at: instant, by: 0, target: cast[member].party, scene: "removed")
        } else {
            plan(.leave, at: instant, by: member, scene: "left")
        }
        cast[member].isPresent = false
    }

    private mutating func leave(at instant: Instant) {
        guard let member = cast.drawIdle(at: instant, &chance) else { return }
        go(member, isRemoved: chance.happens(0.04), at: instant)
    }

    private mutating func rename(at instant: Instant) {
        guard let member = cast.drawIdle(at: instant, &chance) else { return }
        let before = cast[member].party
        guard let name = cast.rename(member, &chance) else { return }
        plan(.rename, at: instant, sender: before, target: Party(name: name))
    }

    // MARK: - Talking

    private mutating func talk(about topic: String?, _ day: Int, _ hour: Int, at instant: Instant) {
        guard let (topic, script) = topic.map({ ($0, script(of: $0)) }) ?? drawScript(day, hour), let script else {
            return
        }
        lastHeard[script] = day
        guard let opener = script.first?.role else { return }
        // Who has a part of their own and is not there cannot play it.
        if script.contains(where: { $0.role.isUppercase && regulars[$0.role] == nil }) { return }
        var roles = parts(in: script)
        if roles[opener] == nil {
            let isDaily = story.topics[topic]?.daily ?? false
            let done = cast.members.indices.filter { isDaily && cast[$0].rounds[topic]?.day == day }
            roles[opener] = cast.draw(except: done + roles.values, &chance)
        }
        guard let begins = roles[opener] else { return }
        let round = 1 + (cast[begins].rounds[topic]?.count ?? 0)
        cast[begins].rounds[topic] = (round, day)
        speak(script, roles: roles, round: round, at: instant)
    }

    /// A topic and an exchange about it, one not heard in the last days where there is a choice.
    private mutating func drawScript(_ day: Int, _ hour: Int) -> (String, [ScriptLine]?)? {
        var drawn: (String, [ScriptLine]?)?
        for _ in 0..<4 {
            guard let topic = drawTopic(day, hour) else { return nil }
            let script = script(of: topic)
            drawn = (topic, script)
            guard let script, let heard = lastHeard[script], day - heard < Stage.daysOfMemory else { break }
        }
        return drawn
    }

    /// How many days go by before people hear the same exchange again, where it can be helped.
    private static let daysOfMemory = 4

    private mutating func drawTopic(_ day: Int, _ hour: Int) -> String? {
        let topics = story.mix(of: day).filter { story.topics[$0.key]?.fits(hour) ?? false }
        let names = topics.keys.sorted()
        return chance.index(weights: names.map { topics[$0] ?? 0 }).map { names[$0] }
    }

    private mutating func script(of topic: String) -> [ScriptLine]? {
        guard let exchanges = story.topics[topic]?.exchanges, !exchanges.isEmpty else { return nil }
        if unused[topic, default: []].isEmpty { unused[topic] = Array(exchanges.indices).shuffled(using: &chance) }
        return unused[topic]!.popLast().map { exchanges[$0] }
    }

    /// Who is settled beforehand: the owner and those with parts of their own, where the exchange is about them.
    private func parts(in script: [ScriptLine]) -> [Character: Int] {
        var parts: [Character: Int] = [:]
        for line in script {
            if line.role == "o" || line.words?.contains("{o}") ?? false { parts["o"] = 0 }
            if let member = regulars[line.role] { parts[line.role] = member }
            for (role, member) in regulars where line.words?.contains("{\(role)}") ?? false { parts[role] = member }
        }
        return parts
    }

    private mutating func speak(
        _ script: [ScriptLine], roles: [Character: Int], round: Int = 1, at start: Instant
    ) {
        var roles = roles
        roles.merge(parts(in: script)) { given, _ in given }
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
