package import Storage

/// How long groups live (METRICS: `survival_groups`): all of them, and each kind.
package struct GroupSurvival: Sendable, Equatable {
    package var all = SurvivalCurve()
    /// In the order of the words for the kinds; groups that nobody has given a kind are in none.
    package var byKind: [(kind: String, curve: SurvivalCurve)] = []

    /// The reference lines that are shown beside the curve.
    package static let reference: [(t: Int, share: Double)] = [(7, 0.6), (30, 0.3)]

    /// Groups without data are left out.
    package init(_ summaries: [GroupSummary]) {
        self.init(lives: summaries.lazy.map { ($0.life, $0.group.kind) })
    }

    init(lives: some Sequence<(life: GroupLife?, kind: String?)>) {
        var subjects: [KaplanMeier.Subject] = []
        var kinds: [String: [KaplanMeier.Subject]] = [:]
        for (life, kind) in lives {
            guard let subject = life?.subject else { continue }
            subjects.append(subject)
            if let kind { kinds[kind, default: []].append(subject) }
        }
        all = KaplanMeier.curve(subjects)
        byKind = kinds.keys.sorted().map { ($0, KaplanMeier.curve(kinds[$0] ?? [])) }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.all == right.all && left.byKind.map(\.kind) == right.byKind.map(\.kind)
            && left.byKind.map(\.curve) == right.byKind.map(\.curve)
    }
}

extension GroupSurvival {
    /// Of all groups, by the few columns that it takes.
    package static func load(in transaction: Transaction) throws -> GroupSurvival {
        let lives: [(life: GroupLife?, kind: String?)] = try transaction.all(
            """
            SELECT g.zone, g.is_presence, t.first_day, t.last_day, g.observed_until, t.died_day, t.second_day, g.kind
            FROM groups g JOIN group_totals t ON t.group_id = g.id WHERE \(sql: .isOurs("g.id"))
            """
        ) { row in
            let kind = row.string(7)
            return (GroupLife(row, at: 0), kind.isEmpty ? nil : kind)
        }
        return GroupSurvival(lives: lives)
    }
}
