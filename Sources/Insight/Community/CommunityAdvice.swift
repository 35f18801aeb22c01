internal import Kernel

extension CommunityReport {
    /// What the figures advise, the most pressing first.
    package var advice: [Advice] {
        let found = CommunityRules.all.compactMap { $0(self) }
        return Advice.Severity.allCases.flatMap { severity in found.filter { $0.severity == severity } }
    }
}

/// Each rule looks at the groups of a community and says one thing, or nothing where the figures do not bear it.
enum CommunityRules {
    typealias Rule = @Sendable (CommunityReport) -> Advice?

    /// In the order in which rules of one severity are told.
    static let all: [Rule] = [died, leaving, faded, quiet, carried, born, grown]

    /// As many groups are named in a sentence.
    private static let named = 5

    private static func names(_ lines: [CommunityLine]) -> [String] { lines.prefix(named).map(\.label.name) }

    static let died: Rule = { report in
        let lines = report.died
        guard !lines.isEmpty else { return nil }
        return Advice(
            "community_died", .urgent, rests: [.init("groups_silent", .count(lines.count, .groups))],
            names: names(lines))
    }

    static let leaving: Rule = { report in
        let totals = report.totals
        guard totals.leaves >= 10, totals.leaves > totals.joins else { return nil }
        return Advice(
            "community_leaving", .warning, rests: [.init("leaves", .count(totals.leaves, .people))],
            values: [.init("joins", .count(totals.joins, .people))])
    }

    static let faded: Rule = { report in
        let lines = report.faded
        guard !lines.isEmpty else { return nil }
        let (now, before) = (lines.reduce(0) { $0 + $1.now.active }, lines.reduce(0) { $0 + ($1.before?.active ?? 0) })
        return Advice(
            "community_faded", .warning, rests: [.init("active", .count(now, .people))],
            values: [.init("before", .count(before, .people)), .init("groups", .count(lines.count, .groups))],
            names: names(lines))
    }

    static let quiet: Rule = { report in
        let lines = report.quiet
        guard !lines.isEmpty else { return nil }
        return Advice(
            "community_quiet", .note, rests: [.init("groups_silent", .count(lines.count, .groups))],
            names: names(lines))
    }

    static let carried: Rule = { report in
        guard report.talking >= 5, let share = report.largestShare, share >= 0.5 else { return nil }
        let largest = report.lines.max { $0.now.messages < $1.now.messages }
        return Advice(
            "community_carried", .note, rests: [.init("largest_share", .share(share))],
            names: largest.map { [$0.label.name] } ?? [])
    }

    static let born: Rule = { report in
        let lines = report.born
        guard !lines.isEmpty else { return nil }
        return Advice(
            "community_born", .hint, rests: [.init("groups_new", .count(lines.count, .groups))], names: names(lines))
    }

    static let grown: Rule = { report in
        let lines = report.grown
        guard !lines.isEmpty else { return nil }
        let (now, before) = (lines.reduce(0) { $0 + $1.now.active }, lines.reduce(0) { $0 + ($1.before?.active ?? 0) })
        return Advice(
            "community_grown", .keep, rests: [.init("active", .count(now, .people))],
            values: [.init("before", .count(before, .people)), .init("groups", .count(lines.count, .groups))],
            names: names(lines))
    }
}

extension CommunityReport {
    /// What became of what the report on the days before advised: the figure each rested on, of the same groups, then
    /// and now.
    func courses(of earlier: CommunityReport) -> [AdviceCourse] {
        let found = Set(advice.map(\.key))
        return earlier.advice.filter { $0.severity <= .note }.compactMap { advice in
            guard let rest = advice.rests.first, let now = figure(of: advice, in: earlier) else { return nil }
            return AdviceCourse(
                advice: advice, figure: rest.key, then: rest.value, now: now, isStill: found.contains(advice.key))
        }
    }

    private func figure(of advice: Advice, in earlier: CommunityReport) -> Advice.Value? {
        func ours(_ lines: [CommunityLine]) -> [CommunityLine] {
            let groups = Set(lines.map(\.group))
            return self.lines.filter { groups.contains($0.group) }
        }
        switch advice.key {
        case "community_died": return .count(ours(earlier.died).count { $0.now.messages == 0 }, .groups)
        case "community_quiet": return .count(ours(earlier.quiet).count { $0.now.messages == 0 }, .groups)
        case "community_faded": return .count(ours(earlier.faded).reduce(0) { $0 + $1.now.active }, .people)
        case "community_leaving": return .count(totals.leaves, .people)
        case "community_carried": return largestShare.map { .share($0) }
        default: return nil
        }
    }
}
