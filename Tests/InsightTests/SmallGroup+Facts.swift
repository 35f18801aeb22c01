import Insight
import Kernel

extension SmallGroup {
    /// Ids of people in the tables; far apart and not in order, as real ones are.
    func id(_ person: Int64) -> Int64 { 9_000_000_000 - renumber(person) * 1_000_003 }

    var people: Set<Int64> {
        var people = Set(stays.map(\.person) + memberDays.map(\.person) + edges.flatMap { [$0.from, $0.to] })
        people.formUnion(ways.values.compactMap(\.inviter))
        return people.union(questions.map(\.asker))
    }

    var peopleCount: Int { Int(people.max() ?? -1) + 1 }

    /// Everybody who ever joined.
    var spans: [MemberSpan] {
        firstJoins.sorted { $0.key < $1.key }.map { person, day in
            let said = memberDays.filter { $0.person == person && $0.messages > 0 }
            let last = stays.last { $0.person == person }?.left
            return MemberSpan(
                person: Int32(person), firstJoined: day, left: last, lastMessage: said.map(\.day).max(),
                messages: said.reduce(0) { $0 + $1.messages })
        }
    }

    /// The hours of a person's day as the record keeps them: a bit each.
    func hoursSpoken(_ person: Int64, _ day: CivilDay) -> Int64 {
        guard memberDays.contains(where: { $0.person == person && $0.day == day && $0.messages > 0 }) else { return 0 }
        return hours.filter { $0.day == day }.reduce(0) { $0 | 1 << Int64($1.hour) }
    }

    func answered(_ person: Int64, _ day: CivilDay) -> Int {
        answers.filter { $0.person == person && $0.day == day }.reduce(0) { $0 + $1.count }
    }

    /// What the rollups hold for a window.
    func facts(_ window: DayRange) -> ReportFacts {
        let needed = GroupReport.daysNeeded(window: window, data: data)
        let rows = groupDays
        let before = rows.filter { $0.day < needed.ledger.from }.reduce(0) { $0 + $1.figures.gain }
        var facts = ReportFacts(ledger: DayLedger(range: needed.ledger, membersBefore: before, rows: rows))
        facts.peopleCount = peopleCount
        for row in memberDays.sorted(by: { $0.day < $1.day }) where needed.members.contains(row.day) {
            facts.memberDays.append(day: row.day, person: Int32(row.person), messages: row.messages)
        }
        for row in hours where window.contains(row.day) { facts.hours.add(row.messages, on: row.day, hour: row.hour) }
        let talk = GroupReport.talkNeeded(window: window, data: data)
        for row in edges.sorted(by: { $0.day < $1.day }) where talk.contains(row.day) {
            facts.edges.append(day: row.day, from: Int32(row.from), to: Int32(row.to), weight: row.weight)
        }
        let recent = DayRange(ending: window.to, count: BestHours.days)
        for row in memberDays where recent.contains(row.day) {
            facts.hourSpeakers.add(on: row.day, hours: hoursSpoken(row.person, row.day))
        }
        facts.people = peopleFacts(window)
        let month = DayRange(ending: window.to, count: 28)
        facts.attentive = Set(memberDays.filter { $0.messages > 0 && month.contains($0.day) }.map(\.person)).count
        let asked = questions.enumerated().filter { talk.contains($0.element.day) || month.contains($0.element.day) }
        facts.asked = asked.map { _, question in
            AskedQuestion(
                day: question.day, asker: Int32(question.asker), wait: question.wait.map { Int64($0) * 60_000 })
        }
        let open = questions.enumerated().filter { $0.element.wait == nil && window.contains($0.element.day) }
        facts.unanswered = open.sorted { ($1.element.day, $1.offset) < ($0.element.day, $0.offset) }.prefix(20).map {
            let instant = Instant(seconds: Int64($0.element.day.number) * 86_400 + 14_400)
            let asker = id(Int64($0.element.asker))
            return OpenQuestion(day: $0.element.day, instant: instant, asker: "p", askerID: asker, text: nil)
        }
        facts.death = death
        return facts
    }

    private func peopleFacts(_ window: DayRange) -> PeopleFacts {
        var facts = PeopleFacts()
        facts.ids = (0..<Int64(peopleCount)).map { id($0) }
        facts.spans = spans
        for (index, stay) in stays.enumerated() {
            let (person, way) = (Int32(stay.person), ways[index])
            if stay.joined <= window.to, stay.left.map({ $0 > window.to }) ?? true {
                facts.present.append(PresentMember(person: person, joined: stay.joined))
            }
            if window.contains(stay.joined), !implied.contains(index) {
                facts.arrivals.append(
                    Arrival(
                        person: person, day: stay.joined, left: stay.left, scene: way?.scene,
                        inviter: way?.inviter.map { Int32($0) }))
            }
            if let left = stay.left, window.contains(left) {
                facts.departures.append(Departure(person: person, day: left, scene: way?.quitScene))
            }
        }
        for person in 0..<Int64(peopleCount) {
            let days = answers.filter { $0.person == person && window.contains($0.day) }
            let count = days.reduce(0) { $0 + $1.count }
            if count > 0 { facts.answers.append((Int32(person), count)) }
        }
        return facts
    }

    /// The only death that the tables of such a group tell of: silence from the beginning.
    var death: GroupDeath? {
        guard let data, data.count > 7 else { return nil }
        return GroupDeath(day: data.from, revived: false)
    }
}
