import Insight
import Kernel
import Storage

/// A group small enough to count by hand or by a slow second way, as rows of the record's rollups.
struct SmallGroup {
    var stays: [(person: Int64, joined: CivilDay, left: CivilDay?)] = []
    var memberDays: [(day: CivilDay, person: Int64, messages: Int)] = []
    var hours: [(day: CivilDay, hour: Int, messages: Int)] = []
    var edges: [(day: CivilDay, from: Int64, to: Int64, weight: Int)] = []
    /// What a day's row says beyond what follows from the above.
    var notes: [CivilDay: DayFigures] = [:]

    /// From the first to the last day on which anything happened.
    var data: DayRange? {
        let days = memberDays.map(\.day) + stays.map(\.joined) + stays.compactMap(\.left) + notes.keys
        guard let first = days.min(), let last = days.max() else { return nil }
        return DayRange(from: first, to: last)
    }

    /// The rows of `group_days`.
    var groupDays: [(day: CivilDay, figures: DayFigures)] {
        var rows = notes
        for stay in stays {
            rows[stay.joined, default: DayFigures()].joins += 1
            if let left = stay.left { rows[left, default: DayFigures()].leaves += 1 }
        }
        for row in memberDays where row.messages > 0 {
            rows[row.day, default: DayFigures()].messages += row.messages
            rows[row.day, default: DayFigures()].active += 1
        }
        return rows.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    var firstJoins: [Int64: CivilDay] {
        Dictionary(stays.map { ($0.person, $0.joined) }, uniquingKeysWith: min)
    }

    static let label = GroupLabel(
        name: "烘焙小屋", network: "wechat", kind: "good-things", zone: "Asia/Shanghai", isPresence: false)

    /// The report by the pure way, without a store.
    func report(_ window: DayRange, label: GroupLabel = label) -> GroupReport {
        let needed = GroupReport.daysNeeded(window: window, data: data)
        let rows = groupDays
        let before = rows.filter { $0.day < needed.ledger.from }.reduce(0) { $0 + $1.figures.gain }
        var facts = ReportFacts(ledger: DayLedger(range: needed.ledger, membersBefore: before, rows: rows))
        facts.peopleCount =
            Int((stays.map(\.person) + memberDays.map(\.person) + edges.flatMap { [$0.from, $0.to] }).max() ?? -1) + 1
        for row in memberDays.sorted(by: { $0.day < $1.day }) where needed.members.contains(row.day) {
            facts.memberDays.append(day: row.day, person: Int32(row.person), messages: row.messages)
        }
        facts.firstJoins = firstJoins.map { (Int32($0.key), $0.value) }
        facts.longStanding = stays.filter {
            $0.joined.distance(to: window.to) >= 28 && ($0.left.map { $0 > window.to } ?? true)
        }.map { Int32($0.person) }
        for row in hours where window.contains(row.day) { facts.hours.add(row.messages, on: row.day, hour: row.hour) }
        for row in edges where window.contains(row.day) {
            facts.graph.add(from: Int32(row.from), to: Int32(row.to), weight: row.weight)
        }
        return GroupReport(group: label, data: data, window: window, facts: facts)
    }
}

/// A day of November 2026, the 23rd of which is a Monday.
func november(_ day: Int) -> CivilDay { CivilDay(year: 2026, month: 11, day: 1)!.advanced(by: day - 1) }

func range(_ from: String, _ to: String) -> DayRange { DayRange(from: CivilDay(from)!, to: CivilDay(to)!) }

// MARK: - By chance

extension SmallGroup {
    /// A group that could be: people come, talk, answer each other, leave, and come back.
    init(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let birth = CivilDay(year: 2024, month: 2, day: 1)!.advanced(by: .random(in: 0..<400, using: &chance))
        let life = Int.random(in: 1...140, using: &chance)
        let people = Int64.random(in: 1...14, using: &chance)
        for person in 0..<people {
            addStays(of: person, birth: birth, life: life, &chance)
        }
        for stay in stays {
            let last = stay.left ?? birth.advanced(by: life - 1)
            let talkative = Double.random(in: 0...0.6, using: &chance)
            var day = stay.joined
            while day <= last {
                if Double.random(in: 0...1, using: &chance) < talkative {
                    addTalk(of: stay.person, on: day, people, &chance)
                }
                day = day.advanced(by: 1)
            }
        }
        for offset in 0..<life where Double.random(in: 0...1, using: &chance) < 0.1 {
            var note = DayFigures()
            note.messagesOfBots = .random(in: 0...3, using: &chance)
            note.joinsOfPresent = .random(in: 0...2, using: &chance)
            note.leavesOfAbsent = .random(in: 0...2, using: &chance)
            note.renames = .random(in: 0...2, using: &chance)
            notes[birth.advanced(by: offset)] = note
        }
    }

    private mutating func addStays(of person: Int64, birth: CivilDay, life: Int, _ chance: inout SeededGenerator) {
        var day = Int.random(in: 0..<life, using: &chance)
        while day < life {
            let length = Int.random(in: 0...(life * 2), using: &chance)
            let leaves = day + length < life
            stays.append(
                (person, birth.advanced(by: day), leaves ? birth.advanced(by: day + length) : nil))
            if !leaves { return }
            // Not again on the day of leaving, so that a person has one row a day.
            day += length + Int.random(in: 1...30, using: &chance)
        }
    }

    private mutating func addTalk(
        of person: Int64, on day: CivilDay, _ people: Int64, _ chance: inout SeededGenerator
    ) {
        let messages = max(0, Int.random(in: -1...9, using: &chance))
        memberDays.append((day, person, messages))
        guard messages > 0 else { return }
        hours.append((day, .random(in: 0..<24, using: &chance), messages))
        let other = Int64.random(in: 0..<people, using: &chance)
        if other != person, Bool.random(using: &chance) {
            edges.append((day, person, other, .random(in: 1...3, using: &chance)))
        }
    }
}
