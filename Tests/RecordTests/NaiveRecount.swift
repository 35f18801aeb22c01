import Foundation
import Kernel
import Record
import TestSupport

/// A second way to the numbers, written from their definitions and nothing else: slow, simple, from the sorted events.
///
/// It knows no handles and no batches; a person is a number, and a name is whoever's the dictionary says.
struct NaiveRecount {
    private var isPresence: Bool
    var calendar: Calendar
    private var bots: GroupBots
    /// First names of people who are programs by any name of theirs, and whether they are bridges.
    private var programRoots: [String: Bool] = [:]

    struct Somebody {
        var keys: [String]
        var isBot = false
        var isBridge = false
        var stays: [Stay] = []
        var messages: [Instant] = []
    }

    struct Stay {
        var joined: Instant
        var left: Instant?
        var isImplied = true
        var scene: String?
        var quitScene: String?
        var inviter: Int?
    }

    struct Spoken: Hashable {
        var day: CivilDay
        var person: Int
    }

    private struct Edge: Hashable {
        var day: CivilDay
        var from: Int
        var to: Int
    }

    var people: [Somebody] = []
    private var owner: [String: Int] = [:]
    var days: [CivilDay: [String: Int64]] = [:]
    private var hours: [CivilDay: [Int: Int64]] = [:]
    var memberDays: [Spoken: [String: Int64]] = [:]
    var questions: [Asked] = []
    var spoken: [Spoken] = []
    private var edges: [Edge: Int64] = [:]
    private var speakerOf: [EventKey: Int] = [:]
    private var log: [String] = []
    private var span: (first: Instant, last: Instant)?

    init(_ events: [Event], isPresence: Bool, zone: String, bots: GroupBots) {
        self.isPresence = isPresence
        self.bots = bots
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: zone)!
        self.calendar = calendar
        while true {
            var pass = self
            for event in events { pass.take(event) }
            let roots = pass.rootsOfPrograms()
            if roots == programRoots {
                pass.count(events)
                self = pass
                return
            }
            programRoots = roots
        }
    }

    private func rootsOfPrograms() -> [String: Bool] {
        var roots = programRoots
        for person in people where person.isBot {
            roots[person.keys[0]] = person.isBridge || roots[person.keys[0]] == true
        }
        return roots
    }
}

// MARK: - Who is who

extension NaiveRecount {
    private mutating func learn(_ key: String, _ person: Int) {
        owner[key] = person
        people[person].keys.append(key)
        if bots.bots.contains(key) || bots.bridges.contains(key) { people[person].isBot = true }
        if bots.bridges.contains(key) { people[person].isBridge = true }
        if let isBridge = programRoots[key] {
            people[person].isBot = true
            if isBridge { people[person].isBridge = true }
        }
    }

    private mutating func person(_ key: String) -> Int {
        if let known = owner[key] { return known }
        people.append(Somebody(keys: []))
        learn(key, people.count - 1)
        return people.count - 1
    }

    private mutating func person(_ party: Party) -> Int { person(key(party)) }

    /// Keys of whom the source says a message mentions, each once.
    private func addressed(_ event: Event) -> [String] {
        event.mentions.map(key).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private func key(_ party: Party) -> String { party.id.map { "#" + $0 } ?? party.name.lowercased() }

    /// Known names that a text mentions, as their keys.
    private func mentions(_ text: String) -> [String] {
        let letters = Array(text.unicodeScalars)
        func folded(_ range: Range<Int>) -> String {
            var name = String.UnicodeScalarView()
            name.append(contentsOf: letters[range])
            return String(name).lowercased()
        }
        func isWord(_ letter: Unicode.Scalar) -> Bool {
            letter.isASCII
                && (letter.properties.isAlphabetic || ("0"..."9").contains(letter)
                    || "_-".unicodeScalars.contains(letter))
        }
        var found: [String] = []
        let addresses = letters.indices.filter { letters[$0] == ":" || letters[$0] == "," }
        if let end = addresses.last(where: { owner[folded(0..<$0)] != nil }) { found.append(folded(0..<end)) }
        for mark in letters.indices where letters[mark] == "@" {
            let ends = (mark + 1...letters.count).reversed().filter { end in
                end > mark + 1 && (end == letters.count || !(isWord(letters[end - 1]) && isWord(letters[end])))
            }
            if let end = ends.first(where: { owner[folded(mark + 1..<$0)] != nil }) {
                found.append(folded(mark + 1..<end))
            }
        }
        var once: [String] = []
        for name in found where !once.contains(name) { once.append(name) }
        return once
    }
}

// MARK: - One event

extension NaiveRecount {
    func civil(_ instant: Instant) -> (day: CivilDay, hour: Int) {
        let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
        let parts = calendar.dateComponents([.year, .month, .day, .hour], from: date)
        return (CivilDay(year: parts.year!, month: parts.month!, day: parts.day!)!, parts.hour!)
    }

    private mutating func take(_ event: Event) {
        let day = civil(event.instant).day
        let sender = person(event.sender)
        let alias = event.sender.id == nil || event.sender.name.isEmpty ? nil : event.sender.name.lowercased()
        if let alias, owner[alias] == nil { learn(alias, sender) }
        days[day, default: [:]]["any", default: 0] += 1
        var line = EventLine(
            instant: event.instant, place: event.order, key: event.key, kind: Int(event.kind.rawValue),
            sender: key(event.sender), senderName: alias ?? "-", speaker: "-",
            target: event.target.map { event.kind == .rename ? $0.name.lowercased() : key($0) } ?? "-", mentions: [],
            addressed: addressed(event), body: event.text, scene: event.scene)
        speakerOf[event.key] = sender
        switch event.kind {
        case .notice: add("messages_bot", day)
        case _ where event.kind.isMessage: say(event, sender, day, &line)
        case .join where !isPresence: join(event, sender, day)
        case .leave where !isPresence: leave(event, sender, day)
        case .removal:
            let removed = event.target.map { person($0) } ?? sender
            if removed != sender { appear(sender, event.instant, day) }
            leave(event, removed, day)
        case .rename:
            let name = event.target!.name.lowercased()
            if owner[name] == nil { learn(name, sender) }
            add("renames", day)
            appear(sender, event.instant, day)
        case .join, .arrival:
            add("sessions", day)
            appear(sender, event.instant, day)
        case .reaction where !people[sender].isBot:
            appear(sender, event.instant, day)
            add("reactions", day)
            note("reactions", sender, day)
        default: appear(sender, event.instant, day)
        }
        log.append(line.description)
    }

    private mutating func say(_ event: Event, _ sender: Int, _ day: CivilDay, _ line: inout EventLine) {
        var (speaker, words) = (sender, event.text)
        if people[sender].isBridge, let text = event.text, text.hasPrefix("<"), let close = text.firstIndex(of: ">") {
            let name = text[text.index(after: text.startIndex)..<close]
            let rest = text[text.index(after: close)...]
            if !name.isEmpty, rest.isEmpty || rest.hasPrefix(" ") {
                speaker = person(name.lowercased())
                words = String(rest.dropFirst())
                line.speaker = name.lowercased()
            }
        }
        let answered = event.replyTo.flatMap { speakerOf[$0] }
        speakerOf[event.key] = speaker
        let traits = NaiveTraits(words, event.kind)
        line.traits = traits.stored
        guard !people[speaker].isBot else { return add("messages_bot", day) }
        for party in event.mentions where party.id != nil { _ = person(party) }
        appear(speaker, event.instant, day)
        add("messages", day)
        people[speaker].messages.append(event.instant)
        note("messages", speaker, day)
        memberDays[Spoken(day: day, person: speaker)]!["hours", default: 0] |= 1 << Int64(civil(event.instant).hour)
        hours[day, default: [:]][civil(event.instant).hour, default: 0] += 1
        line.mentions = words.map(mentions) ?? []
        let named = Set((line.mentions + line.addressed).compactMap { owner[$0] })
        spoken.append(Spoken(day: day, person: speaker))
        weigh(event, traits, speaker, named, day)
        let others = named.union(answered.map { [$0] } ?? [])
        for other in others where other != speaker && !people[other].isBot {
            edges[Edge(day: day, from: speaker, to: other), default: 0] += 1
        }
    }

    private mutating func appear(_ person: Int, _ instant: Instant, _ day: CivilDay) {
        guard !people[person].isBot else { return }
        if people[person].stays.last.map({ $0.left != nil }) ?? true {
            people[person].stays.append(Stay(joined: instant))
            add("joins_implied", day)
        }
        note(person, day)
    }

    private mutating func join(_ event: Event, _ person: Int, _ day: CivilDay) {
        guard !people[person].isBot else { return }
        let inviter = event.target.map { self.person($0) }
        if people[person].stays.last.map({ $0.left == nil }) ?? false {
            add("joins_of_present", day)
        } else {
            people[person].stays.append(
                Stay(joined: event.instant, isImplied: false, scene: event.scene, inviter: inviter))
            add("joins", day)
        }
        note(person, day)
    }

    private mutating func leave(_ event: Event, _ person: Int, _ day: CivilDay) {
        guard !people[person].isBot else { return }
        if people[person].stays.isEmpty {
            people[person].stays.append(Stay(joined: event.instant))
            add("joins_implied", day)
        }
        note(person, day)
        let last = people[person].stays.count - 1
        guard people[person].stays[last].left == nil else { return add("leaves_of_absent", day) }
        people[person].stays[last].left = event.instant
        people[person].stays[last].quitScene = event.scene
        add("leaves", day)
    }

    mutating func note(_ person: Int, _ day: CivilDay) {
        note("events", person, day)
    }

    mutating func note(_ figure: String, _ person: Int, _ day: CivilDay) {
        memberDays[Spoken(day: day, person: person), default: [:]][figure, default: 0] += 1
    }

    mutating func add(_ figure: String, _ day: CivilDay) { days[day, default: [:]][figure, default: 0] += 1 }

    private mutating func count(_ events: [Event]) {
        for (spoken, counts) in memberDays where counts["messages"] != nil { add("active", spoken.day) }
        if let first = events.first, let last = events.last { span = (first.instant, last.instant) }
    }
}

// MARK: - As lines

extension NaiveRecount {
    var picture: RecordPicture {
        var picture = RecordPicture()
        let names = people.map { $0.keys.sorted().joined(separator: "+") }
        picture.tables["handles"] = owner.filter { !$0.key.hasPrefix("#") }.map { "\($0.key) is \(names[$0.value])" }
            .sorted()
        picture.tables["group_days"] = days.map { day, figures in
            RecordPicture.line("\(day)", RecordPicture.dayColumns.map { ($0, figures[$0]) })
        }.sorted()
        picture.tables["group_hours"] = hours.flatMap { day, hours in
            hours.map { RecordPicture.line("\(day) \(padded($0.key, to: 2))h", [("messages", $0.value)]) }
        }.sorted()
        picture.tables["member_days"] = memberDays.map { key, counts in
            RecordPicture.line(
                "\(key.day) \(names[key.person])", RecordPicture.memberColumns.map { ($0, counts[$0]) })
        }.sorted()
        picture.tables["edge_days"] = edges.map { edge, weight in
            RecordPicture.line("\(edge.day) \(names[edge.from])→\(names[edge.to])", [("weight", weight)])
        }.sorted()
        picture.tables["events"] = log.sorted()
        picture.tables["questions"] = questions.map { $0.line(names) }.sorted()
        picture.tables["life"] = span == nil ? [] : [life(names)]
        picture.tables["stays"] = stayLines(names).sorted()
        picture.tables["memberships"] = membershipLines(names).sorted()
        picture.tables["group_totals"] = totalLines
        return picture
    }

    private func stayLines(_ names: [String]) -> [String] {
        people.indices.flatMap { person in
            people[person].stays.enumerated().map { number, stay -> String in
                StayLine(
                    person: names[person], number: number + 1, joinedAt: stay.joined, joinedDay: civil(stay.joined).day,
                    leftAt: stay.left, leftDay: stay.left.map { civil($0).day }, isImplied: stay.isImplied,
                    joinScene: stay.scene, quitScene: stay.quitScene,
                    inviter: stay.inviter.map { (inviter: Int) -> String in names[inviter] }
                ).description
            }
        }
    }

    private func membershipLines(_ names: [String]) -> [String] {
        people.indices.compactMap { index -> String? in
            let person = people[index]
            guard let first = person.stays.first, let last = person.stays.last else { return nil }
            let instants: [Instant?] = [
                first.joined, last.joined, last.left, person.messages.first, person.messages.last,
            ]
            let shown = instants.map { $0.map(RecordPicture.show) ?? "-" }.joined(separator: ", ")
            return RecordPicture.line(
                "\(names[index]) \(civil(first.joined).day) \(shown)",
                [
                    ("implied", last.isImplied ? 1 : 0), ("stays", Int64(person.stays.count)),
                    ("messages", Int64(person.messages.count)),
                ])
        }
    }

    private var totalLines: [String] {
        guard let span else { return [] }
        var totals: [String: Int64] = ["events": Int64(log.count)]
        for figures in days.values { totals.merge(figures) { $0 + $1 } }
        let members = people.filter { !$0.stays.isEmpty }
        totals["people"] = Int64(members.count)
        totals["active"] = Int64(members.count { !$0.messages.isEmpty })
        totals["members"] = Int64(members.count { $0.stays.last?.left == nil })
        let all = days.keys.sorted()
        let head = "\(all[0])…\(all[all.count - 1]) \(RecordPicture.show(span.first))…\(RecordPicture.show(span.last))"
        return [RecordPicture.line(head, RecordPicture.totalColumns.map { ($0, totals[$0]) })]
    }
}
