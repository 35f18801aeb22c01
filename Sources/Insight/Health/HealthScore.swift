package import Kernel
package import Record

/// How well a group does what its kind is for, 0–100, with the parts it is made of (METRICS: Health).
///
/// A part without data is named with why, and left out of the score; the weights of the others grow to fill its place.
package struct HealthScore: Hashable, Sendable {
    package struct Part: Hashable, Codable, Sendable {
        package var part: HealthPart
        /// As METRICS has it, and as it counts once parts without data are left out; the latter is 0 for these.
        package var weight: Double
        package var counted = 0.0
        package var value: Double?
        package var gap: HealthGap?
        /// How much of the part's worth the value earns, 0…1: its percentile among peers, or its place on the fixed scale.
        package var level: Double?
        /// How many groups it was compared with; nil where the fixed scale holds.
        package var peers: Int?
        /// What value would be better than that of three in four peers, or three quarters up the fixed scale, and how many
        /// points the score would gain by it; nil where it is as good already.
        package var goal: Double?
        package var gain: Double?
    }

    package var kind: String
    /// The last day of the data it was counted from.
    package var day: CivilDay
    /// In the order of METRICS, all of them.
    package var parts: [Part]
    /// Nil where no part has data.
    package var score: Double?
    /// The sum of the weights, as METRICS has them, of the parts that have data: 1 where none is missing.
    package var known = 0.0

    /// At so many other groups of the kind and of like age a part is a percentile among them.
    package static let leastPeers = 20
    private static let goal = 0.75

    /// - Parameter peers: The values of the other groups of its kind and of like age that have the part, ascending.
    package init?(kind: GroupKind, day: CivilDay, measures: HealthMeasures, peers: (HealthPart) -> [Double]) {
        guard let recipe = HealthPart.recipe(kind) else { return nil }
        self.kind = kind.rawValue
        self.day = day
        let known = recipe.reduce(0) { $0 + (measures.values[$1.part] == nil ? 0 : $1.weight) }
        self.known = known
        parts = recipe.map { part, weight in
            var one = Part(part: part, weight: weight)
            guard let value = measures.values[part] else {
                one.gap = measures.gaps[part] ?? .unrecorded
                return one
            }
            one.value = value
            one.counted = weight / known
            one.measure(peers(part))
            return one
        }
        guard known > 0 else { return }
        score = parts.reduce(0) { $0 + $1.counted * ($1.level ?? 0) } * 100
    }

    package init(kind: String, day: CivilDay, parts: [Part], score: Double?, known: Double) {
        (self.kind, self.day, self.parts, self.score, self.known) = (kind, day, parts, score, known)
    }

    /// Those that would raise the score most, the best first.
    package var chances: [Part] {
        parts.filter { $0.gain != nil }.sorted { ($1.gain ?? 0, $0.part.rawValue) < ($0.gain ?? 0, $1.part.rawValue) }
    }

    /// Those without data.
    package var missing: [Part] { parts.filter { $0.value == nil } }
}

extension HealthScore.Part {
    fileprivate mutating func measure(_ peers: [Double]) {
        guard let value else { return }
        let mark: Double
        if peers.count >= HealthScore.leastPeers {
            self.peers = peers.count
            level = HealthScore.percentile(of: value, among: peers)
            mark = peers[(peers.count * 3 + 3) / 4 - 1]
        } else {
            let (low, high) = part.scale
            level = min(1, max(0, (value - low) / (high - low)))
            mark = low + HealthScore.goalLevel * (high - low)
        }
        guard let level, level < HealthScore.goalLevel, mark > value else { return }
        goal = mark
        gain = (HealthScore.goalLevel - level) * counted * 100
    }
}

extension HealthScore {
    fileprivate static var goalLevel: Double { goal }

    /// The share of the others that have less, ties counted half.
    static func percentile(of value: Double, among ascending: [Double]) -> Double {
        let below = ascending.partitionPoint { $0 < value }
        let notAbove = ascending.partitionPoint { $0 <= value }
        return (Double(below) + Double(notAbove - below) / 2) / Double(ascending.count)
    }
}

extension [Double] {
    /// The first place from which the condition no longer holds.
    fileprivate func partitionPoint(_ holds: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Groups of like age: those within one of these spans of days since the first event.
package enum AgeBand: Int, CaseIterable, Sendable {
    case weeks, months, year, years

    package init(age: Int) {
        self = age < 28 ? .weeks : age < 90 ? .months : age < 365 ? .year : .years
    }
}

/// The values of all living groups, by kind, age and part, that percentiles are taken among.
package struct HealthPeers: Sendable {
    private struct Key: Hashable {
        let kind: GroupKind
        let band: AgeBand
        let part: HealthPart
    }

    private var values: [Key: [Double]] = [:]

    package init(_ groups: some Sequence<(kind: GroupKind, age: Int, measures: HealthMeasures)>) {
        for group in groups {
            for (part, value) in group.measures.values {
                values[Key(kind: group.kind, band: AgeBand(age: group.age), part: part), default: []].append(value)
            }
        }
        for key in values.keys { values[key]?.sort() }
    }

    /// The score of one of those groups, among the others of them.
    package func score(kind: GroupKind, age: Int, day: CivilDay, measures: HealthMeasures) -> HealthScore? {
        HealthScore(kind: kind, day: day, measures: measures) { part in
            var all = values[Key(kind: kind, band: AgeBand(age: age), part: part)] ?? []
            // Its own value is one of them.
            if let own = measures.values[part], let place = all.firstIndex(of: own) { all.remove(at: place) }
            return all
        }
    }
}
