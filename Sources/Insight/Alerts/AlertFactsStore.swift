package import Kernel
internal import Record
package import Storage

extension AlertFacts {
    /// Reads what a group's alerts are judged by; nil where it has no events, or none lately, and for a competitor's.
    ///
    /// From rollups, questions and memberships; the log is read only for the hours of a burst of joining, a bounded number
    /// of messages of them.
    package static func load(
        _ group: GroupID, _ thresholds: AlertThresholds, at now: Instant, in transaction: Transaction
    ) throws -> AlertFacts? {
        let query: SQL = """
            SELECT g.kind, g.zone, g.is_presence, g.observed_until, t.first_day, t.last_instant, COALESCE(p.stage, '')
            FROM groups g JOIN group_totals t ON t.group_id = g.id LEFT JOIN group_profiles p ON p.group_id = g.id
            WHERE g.id = \(group) AND \(sql: .isOurs("g.id"))
            """
        let found = try transaction.first(query) { row in
            (
                kind: row.string(0), zone: row.string(1), isPresence: row.bool(2), observed: row.optionalInstant(3),
                first: row.day(4), last: row.instant(5), stage: row.string(6)
            )
        }
        guard let found else { return nil }
        let known = min(now, max(found.last, found.observed ?? found.last))
        guard known >= now.advanced(bySeconds: -Int64(recentDays) * 86_400) else { return nil }
        var zone = CivilZone(found.zone) ?? .utc
        let range = DayRange(ending: zone.civil(known).day, count: recentDays + pastDays)
        var facts = AlertFacts(
            firstDay: found.first, known: known, days: try days(of: group, range, &zone, in: transaction))
        (facts.kind, facts.isPresence, facts.isClosed) = (found.kind, found.isPresence, found.stage == "closed")
        facts.questions = try questions(of: group, facts.days[0].from, to: known, in: transaction)
        let joins = thresholds.threshold(.raid, kind: found.kind)
        if joins.isOn {
            try facts.loadBursts(of: group, least: Int(joins.first), in: transaction)
        }
        return facts
    }

    private static func days(
        of group: GroupID, _ range: DayRange, _ zone: inout CivilZone, in transaction: Transaction
    ) throws -> [Day] {
        var days = range.days.map { Day($0, from: zone.start(of: $0), to: zone.start(of: $0.advanced(by: 1))) }
        let query: SQL = """
            SELECT day, messages, carrying, leaves FROM group_days
            WHERE group_id = \(group) AND day BETWEEN \(range.from) AND \(range.to)
            """
        try transaction.forEach(query) { row in
            let index = range.from.distance(to: row.day(0))
            (days[index].messages, days[index].carrying, days[index].leaves) = (row.int(1), row.int(2), row.int(3))
        }
        return days
    }

    private static func questions(
        of group: GroupID, _ from: Instant, to: Instant, in transaction: Transaction
    ) throws -> [Question] {
        let query: SQL = """
            SELECT instant, answered_at FROM questions WHERE group_id = \(group) AND instant BETWEEN \(from) AND \(to)
            ORDER BY instant
            """
        return try transaction.all(query) { Question(askedAt: $0.instant(0), isAnswered: !$0.isNull(1)) }
    }
}

// MARK: - Bursts of joining

extension AlertFacts {
    private static var hour: Int64 { 3_600_000 }
    /// So long after they came what they say counts.
    private static var talkSeconds: Int64 { 2 * 3600 }
    /// The most messages of a burst that are held against each other.
    private static var mostMessages: Int { 3_000 }
    /// Shorter texts are one and the same by chance.
    private static var leastText: Int { 8 }

    /// Finds where many came within an hour. A group's first days are its opening and no raid.
    private mutating func loadBursts(of group: GroupID, least: Int, in transaction: Transaction) throws {
        let opening = firstDay.advanced(by: 3)
        let query: SQL = """
            SELECT day FROM group_days WHERE group_id = \(group) AND day BETWEEN \(days[0].day) AND \(days[days.count - 1].day)
                AND day > \(opening) AND joins + joins_implied >= \(least)
            """
        let candidates = Set(try transaction.all(query) { $0.day(0) })
        guard let first = days.first(where: { candidates.contains($0.day) }),
            let last = days.last(where: { candidates.contains($0.day) })
        else { return }
        let came: SQL = """
            SELECT first_joined_at, first_message_at FROM memberships
            WHERE group_id = \(group) AND first_joined_at >= \(first.from) AND first_joined_at < \(last.to)
            """
        let joiners = try transaction.all(came) { (joined: $0.instant(0), spoke: $0.optionalInstant(1)) }
            .sorted { $0.joined < $1.joined }
        for stretch in Self.stretches(joiners.map(\.joined), least: least) {
            let (from, to) = (joiners[stretch.lowerBound].joined, joiners[stretch.upperBound - 1].joined)
            let until = to.advanced(bySeconds: Self.talkSeconds)
            let speakers = joiners[stretch].count { $0.spoke.map { $0 <= until } ?? false }
            bursts.append(
                Burst(
                    from: from, to: to, joins: stretch.count, speakers: speakers,
                    same: try Self.same(in: group, from, until, in: transaction)))
        }
    }

    /// Where at least so many instants lie within an hour, each stretch as long as that goes on.
    static func stretches(_ instants: [Instant], least: Int) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = 0
        for end in instants.indices {
            while instants[end].milliseconds - instants[start].milliseconds > hour { start += 1 }
            guard end - start + 1 >= least else { continue }
            if let last = found.last, last.upperBound > start {
                found[found.count - 1] = last.lowerBound..<(end + 1)
            } else {
                found.append(start..<(end + 1))
            }
        }
        return found
    }

    /// The most people who said one and the same.
    private static func same(
        in group: GroupID, _ from: Instant, _ until: Instant, in transaction: Transaction
    ) throws -> Int {
        let query: SQL = """
            SELECT body, sender_id FROM events WHERE group_id = \(group) AND instant BETWEEN \(from) AND \(until)
                AND body IS NOT NULL AND kind <= \(Int(EventKind.sticker.rawValue)) ORDER BY instant, place LIMIT \(mostMessages)
            """
        var senders: [String: Set<Int64>] = [:]
        try transaction.forEach(query) { row in
            let text = row.string(0).filter { $0.isLetter || $0.isNumber }
            if text.count >= leastText { senders[String(text.prefix(200)), default: []].insert(row.int64(1)) }
        }
        return senders.values.map(\.count).max() ?? 0
    }
}
