package import Kernel
package import Storage

extension KindComparison {
    /// Figures that a standing holds, by their keys in the comparison.
    private static let standing: [String: @Sendable (GroupStanding) -> Double?] = [
        "messages": { Double($0.messages) }, "active": { Double($0.monthlyActive) },
        "members": { Double($0.members) }, "active_ratio": { $0.activeRatio }, "joins": { Double($0.joins) },
        "leaves": { Double($0.leaves) }, "growth_rate": { $0.growth }, "noise_days": { Double($0.noiseDays) },
    ]

    /// Compares a group over its last 28 days with the other groups of its kind over theirs, by what is counted ahead: as
    /// quick for ten thousand groups as for ten. Nil where it has no kind or was not counted yet.
    package static func ofStandings(_ group: GroupID, in transaction: Transaction) throws -> KindComparison? {
        guard let own = try StandingLine.find(group, in: transaction), let kind = own.label.kind else { return nil }
        let query: SQL = """
            \(sql: StandingLine.query) WHERE s.kind = \(kind) AND s.group_id <> \(group)
                AND \(sql: .isOurs("s.group_id"))
            """
        let others = try transaction.all(query, StandingLine.init(row:)).map(\.standing).filter { $0.lastDay != nil }
        let window = own.standing.lastDay.map { DayRange(ending: $0, count: 28) }
        return KindComparison(label: own.label, window: window, own: own.standing, others: others)
    }

    private init(label: GroupLabel, window: DayRange?, own: GroupStanding, others: [GroupStanding]) {
        group = label
        self.window = window
        self.others = others.count
        lines = ComparableFigure.all.compactMap { figure in
            guard let value = Self.standing[figure.key] else { return nil }
            return Line(figure, value(own), others: others.compactMap(value))
        }
    }
}
