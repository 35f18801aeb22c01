import Insight
import Kernel
import Storage

/// A group small enough to count by hand or by a slow second way, as rows of the record's rollups.
struct SmallGroup {
    var stays: [(person: Int64, joined: CivilDay, left: CivilDay?)] = []
    var memberDays: [(day: CivilDay, person: Int64, messages: Int)] = []
    var hours: [(day: CivilDay, hour: Int, messages: Int)] = []
    var edges: [(day: CivilDay, from: Int64, to: Int64, weight: Int)] = []
    /// How those came who said how, by the place of their stay: scene, scene of leaving, who brought them.
    var ways: [Int: (scene: String?, quitScene: String?, inviter: Int64?)] = [:]
    /// The stays of which no joining is on record, by their place.
    var implied: Set<Int> = []
    /// Questions: the wait for an answer in minutes, nil where there was none.
    var questions: [(day: CivilDay, asker: Int64, wait: Int?)] = []
    /// Answers, at most one row for a person and a day on which they said something.
    var answers: [(day: CivilDay, person: Int64, count: Int)] = []
    /// What each person is called in the tables.
    var renumber: @Sendable (Int64) -> Int64 = { $0 }
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
        for (index, stay) in stays.enumerated() {
            if implied.contains(index) {
                rows[stay.joined, default: DayFigures()].joinsImplied += 1
            } else {
                rows[stay.joined, default: DayFigures()].joins += 1
            }
            if let left = stay.left { rows[left, default: DayFigures()].leaves += 1 }
        }
        for row in memberDays where row.messages > 0 {
            rows[row.day, default: DayFigures()].messages += row.messages
            rows[row.day, default: DayFigures()].active += 1
        }
        for row in questions { rows[row.day, default: DayFigures()].questions += 1 }
        for row in answers { rows[row.day, default: DayFigures()].answers += row.count }
        return rows.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    var firstJoins: [Int64: CivilDay] {
        Dictionary(stays.map { ($0.person, $0.joined) }, uniquingKeysWith: min)
    }

    static let label = GroupLabel(
        name: "烘焙小屋", network: "wechat", kind: "good-things", zone: "Asia/Shanghai", isPresence: false)

    /// The report by the pure way, without a store.
    func report(_ window: DayRange, label: GroupLabel = label) -> GroupReport {
        var report = GroupReport(group: label, data: data, window: window, facts: facts(window))
        let names = (0..<Int64(peopleCount)).map { (id($0), "p") }
        report.fillNames(Dictionary(uniqueKeysWithValues: names))
        return report
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
            let inviter: Int64? =
                person > 0 && Bool.random(using: &chance) ? .random(in: 0..<person, using: &chance) : nil
            let scene = [nil, "qr", "invitation"].randomElement(using: &chance)!
            ways[stays.count - 1] = (scene, leaves && Bool.random(using: &chance) ? "removed" : nil, inviter)
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
        if Int.random(in: 0..<4, using: &chance) == 0 {
            let wait: Int? = Bool.random(using: &chance) ? .random(in: 0...1440, using: &chance) : nil
            questions.append((day, person, wait))
        }
        if Int.random(in: 0..<4, using: &chance) == 0 {
            answers.append((day, person, .random(in: 1...3, using: &chance)))
        }
        let other = Int64.random(in: 0..<people, using: &chance)
        if other != person, Bool.random(using: &chance) {
            edges.append((day, person, other, .random(in: 1...3, using: &chance)))
        }
    }
}
