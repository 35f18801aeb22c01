package import Kernel
package import Storage

extension GroupComparison {
    /// Reads and compares two groups over as many days each.
    ///
    /// The last 28 days, and all days, end with each group's own data: of `all` it is as many days as the younger has.
    package static func load(
        _ first: GroupID, _ second: GroupID, window: ReportWindow, in transaction: Transaction
    ) throws -> GroupComparison {
        guard window == .all else {
            return GroupComparison(
                try GroupReport.load(group: first, window: window, in: transaction),
                try GroupReport.load(group: second, window: window, in: transaction))
        }
        let lives = try [first, second].map { try DayRange.data(of: $0, in: transaction) }
        let length = lives.compactMap { $0?.count }.min() ?? 1
        let reports = try zip([first, second], lives).map { group, data in
            let days = data.map { DayRange(ending: $0.to, count: length) }
            return try GroupReport.load(group: group, window: ReportWindow(days), in: transaction)
        }
        return GroupComparison(reports[0], reports[1])
    }
}

extension KindComparison {
    /// Reads a group and compares it with the other groups of its kind, each over as many days.
    ///
    /// Throws a `.usage` fault where nobody has said of what kind the group is.
    package static func load(
        _ group: GroupID, window: ReportWindow, in transaction: Transaction
    ) throws -> KindComparison {
        let report = try GroupReport.load(group: group, window: window, in: transaction)
        var peers: [PeerWindow] = []
        for other in try Peer.ofKind(of: group, report.group, in: transaction) {
            guard let data = other.data else { continue }
            var days = window
            if window == .all, let length = report.window?.count {
                days = ReportWindow(DayRange(ending: data.to, count: length))
            }
            guard let resolved = try days.resolved(data: data) else { continue }
            guard resolved.from <= data.to, data.from <= resolved.to else { continue }
            peers.append(
                PeerWindow(
                    id: other.id, label: other.label, data: data, observedUntil: other.life?.observedUntil,
                    window: resolved))
        }
        var others = OthersFigures()
        try PeerFigures.forEach(peers, in: transaction) { others.add($0) }
        return KindComparison(report, others)
    }
}

extension Effect {
    /// The longest stretch before and after.
    package static let longest = 3660

    /// Reads what changed with a date, against some groups or, where none is named, all others of the kind.
    ///
    /// Throws a `.usage` fault where the group's data does not cover the days, or where it has no kind and none is named.
    package static func load(
        _ group: GroupID, date: CivilDay, days: Int, with named: [GroupID] = [], in transaction: Transaction
    ) throws -> Effect {
        guard (1...longest).contains(days) else {
            throw Fault(.usage, "effect.days", ["days": "\(days)", "most": "\(longest)"])
        }
        let span = DayRange(from: date.advanced(by: -days), to: date.advanced(by: days - 1))
        guard let own = try Peer.find(group, in: transaction) else {
            throw Fault(.notFound, "report.group.unknown", ["group": "\(group)"])
        }
        guard own.covers(span) else {
            throw Fault(.usage, "effect.not-covered", ["from": "\(span.from)", "to": "\(span.to)"])
        }
        let peers =
            named.isEmpty
            ? try Peer.ofKind(of: group, own.label, in: transaction)
            : try named.filter { $0 != group }.compactMap { try Peer.find($0, in: transaction) }
        var comparison: [(label: GroupLabel, ledger: DayLedger)] = []
        for peer in peers where peer.covers(span) {
            comparison.append((peer.label, try DayLedger.load(peer.id, span, in: transaction)))
        }
        return Effect(
            group: own.label, date: date, days: days, ledger: try DayLedger.load(group, span, in: transaction),
            comparison: comparison, leftOut: peers.filter { !$0.covers(span) }.map(\.label))
    }
}

/// A group that another is compared with.
private struct Peer {
    let id: GroupID
    let label: GroupLabel
    let data: DayRange?
    let life: GroupLife?

    private static let columns: SQL = """
        SELECT g.name, g.network, g.kind, g.zone, g.is_presence, t.first_day, t.last_day, g.observed_until, t.died_day,
            t.second_day, g.id
        FROM groups g LEFT JOIN group_totals t ON t.group_id = g.id
        """

    private init(_ row: Row) {
        label = GroupLabel(row, at: 0)
        data = DayRange(row, at: 5)
        life = GroupLife(row, at: 3)
        id = row.id(10)
    }

    static func find(_ id: GroupID, in transaction: Transaction) throws -> Peer? {
        try transaction.first("\(sql: columns) WHERE g.id = \(id)", Peer.init)
    }

    /// The other groups of a group's kind, in the order of their ids.
    static func ofKind(of group: GroupID, _ label: GroupLabel, in transaction: Transaction) throws -> [Peer] {
        guard let kind = label.kind else { throw Fault(.usage, "compare.no-kind", ["group": label.name]) }
        return try transaction.all(
            "\(sql: columns) WHERE g.kind = \(kind) AND g.id <> \(group) AND \(sql: .isOurs("g.id")) ORDER BY g.id",
            Peer.init)
    }

    /// Whether its data is whole for some days.
    func covers(_ days: DayRange) -> Bool {
        guard let life else { return false }
        return life.firstDay <= days.from && days.to <= life.observedUntil
    }
}

extension DayRange {
    fileprivate static func data(of group: GroupID, in transaction: Transaction) throws -> DayRange? {
        try transaction.first("SELECT first_day, last_day FROM group_totals WHERE group_id = \(group)") {
            DayRange($0, at: 0)
        } ?? nil
    }
}

extension ReportWindow {
    /// The days, or the last 28 where there are none.
    fileprivate init(_ days: DayRange?) { self = days.map { .days(from: $0.from, to: $0.to) } ?? .last28Days }
}
