/// How long groups live (METRICS: `survival_groups`): all of them, and each kind.
package struct GroupSurvival: Sendable, Equatable {
    package var all = SurvivalCurve()
    /// In the order of the words for the kinds; groups that nobody has given a kind are in none.
    package var byKind: [(kind: String, curve: SurvivalCurve)] = []

    /// The reference lines that are shown beside the curve.
    package static let reference: [(t: Int, share: Double)] = [(7, 0.6), (30, 0.3)]

    /// Groups without data are left out.
    package init(_ summaries: [GroupSummary]) {
        var subjects: [KaplanMeier.Subject] = []
        var kinds: [String: [KaplanMeier.Subject]] = [:]
        for summary in summaries {
            guard let subject = summary.life?.subject else { continue }
            subjects.append(subject)
            if let kind = summary.group.kind { kinds[kind, default: []].append(subject) }
        }
        all = KaplanMeier.curve(subjects)
        byKind = kinds.keys.sorted().map { ($0, KaplanMeier.curve(kinds[$0] ?? [])) }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.all == right.all && left.byKind.map(\.kind) == right.byKind.map(\.kind)
            && left.byKind.map(\.curve) == right.byKind.map(\.curve)
    }
}
