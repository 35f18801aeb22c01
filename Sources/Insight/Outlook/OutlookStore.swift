internal import Kernel
internal import Record
internal import Storage

// Sets what is kept of groups against each other and against the model: health and risk of the board, the day's row of
// each, and the forecasts that are held against what happens.

/// A group's own figures with what its standing says of it.
private struct OutlookRow {
    let group: GroupID
    let kind: String
    let isClosed: Bool
    let lastDay: CivilDay?
    let age: Int
    let measures: HealthMeasures
    let features: ForecastFeatures?
    let health: Double
    let risk: Double
    let basis: String
    let reasons: String
    /// Whether it was set against others since it was counted.
    let isWhole: Bool
    /// Whether it is no group of a competitor.
    let isOurs: Bool

    init(_ row: Row) {
        group = GroupID(row.int64(0))
        kind = row.string(1)
        isClosed = row.string(2) == "closed" || row.string(3) == "closed" || row.string(2).isEmpty
        lastDay = row.optionalInt32(4).map { CivilDay(number: $0) }
        age = row.int(5)
        measures = HealthMeasures(stored: row.string(6))
        features = GroupMeasures.features(
            day: row.optionalInt32(7).map { CivilDay(number: $0) }, row.string(8))
        (health, risk, basis, reasons) = (row.double(9), row.double(10), row.string(11), row.string(12))
        isWhole = row.string(13) != GroupMeasures.unfinished
        isOurs = row.bool(14)
    }

    static func all(_ kinds: Set<String>?, in transaction: Transaction) throws -> [OutlookRow] {
        var query: SQL = """
            SELECT s.group_id, s.kind, s.stage, s.stage_set, s.last_day, s.age, m.health, m.day, m.features, s.health,
                s.risk, s.risk_basis, s.risk_reasons, m.layout,
                CASE WHEN \(sql: .isOurs("s.group_id")) THEN 1 ELSE 0 END
            FROM group_standings s JOIN group_measures m ON m.group_id = s.group_id
            """
        for (index, kind) in (kinds ?? []).sorted().enumerated() {
            query = query + (index == 0 ? " WHERE s.kind IN (" : ", ") + "\(kind)"
        }
        if kinds?.isEmpty == false { query = query + ")" }
        return try transaction.all(query, OutlookRow.init)
    }

    var peer: (kind: GroupKind, age: Int, measures: HealthMeasures)? {
        guard !isClosed, isOurs, let kind = GroupKind(rawValue: kind) else { return nil }
        return (kind, age, measures)
    }
}

extension GroupOutlook {
    /// Counts health and risk anew: of some groups, or of all.
    static func refresh(_ groups: [GroupID]?, at now: Instant, in transaction: Transaction) throws {
        if let groups, groups.isEmpty { return }
        var kinds: Set<String>?
        if let groups {
            kinds = try Set(
                groups.compactMap { group in
                    try transaction.first("SELECT kind FROM group_standings WHERE group_id = \(group)") { $0.string(0) }
                })
        }
        let rows = try OutlookRow.all(kinds, in: transaction)
        let picked = groups.map { Set($0) }
        let state = try ForecastState.latest(in: transaction)?.state ?? ForecastState()
        let survival = try SilenceRisk(state.own == nil ? .load(in: transaction) : GroupSurvival([]))
        let peers = HealthPeers(rows.compactMap(\.peer))
        for row in rows where picked?.contains(row.group) ?? true {
            try refreshHealth(of: row, peers, at: now, in: transaction)
            let forecast =
                row.isClosed
                ? nil
                : row.features.flatMap { state.forecast($0, age: row.age, kind: row.kind, survival: survival) }
            try refreshRisk(of: row, forecast, at: now, in: transaction)
            if !row.isWhole {
                try transaction.execute(
                    "UPDATE group_measures SET layout = \(GroupMeasures.layout) WHERE group_id = \(row.group)")
            }
        }
    }

    private static func refreshHealth(
        of row: OutlookRow, _ peers: HealthPeers, at now: Instant, in transaction: Transaction
    ) throws {
        var score: HealthScore?
        if let peer = row.peer, let day = row.lastDay {
            score = peers.score(kind: peer.kind, age: peer.age, day: day, measures: peer.measures)
        }
        let after = score?.score ?? GroupStanding.none
        if after != row.health {
            try transaction.execute("UPDATE group_standings SET health = \(after) WHERE group_id = \(row.group)")
        }
        guard let score else { return }
        let parts = HealthScore.Part.stored(score.parts)
        let kept = try transaction.first(
            "SELECT parts FROM group_health WHERE group_id = \(row.group) AND day = \(score.day)"
        ) { $0.string(0) }
        guard kept != parts else { return }
        try transaction.execute(
            """
            INSERT INTO group_health (group_id, day, kind, score, known, parts, counted_at)
            VALUES (\(row.group), \(score.day), \(score.kind), \(after), \(score.known), \(parts), \(now))
            ON CONFLICT (group_id, day) DO UPDATE SET kind = excluded.kind, score = excluded.score,
                known = excluded.known, parts = excluded.parts, counted_at = excluded.counted_at
            """)
    }

    private static func refreshRisk(
        of row: OutlookRow, _ forecast: Forecast?, at now: Instant, in transaction: Transaction
    ) throws {
        let risk = forecast?.risk ?? GroupStanding.none
        let basis = forecast?.basis.rawValue ?? ""
        let reasons = Forecast.Reason.stored(forecast?.reasons ?? [])
        if (risk, basis, reasons) != (row.risk, row.basis, row.reasons) {
            try transaction.execute(
                """
                UPDATE group_standings SET risk = \(risk), risk_basis = \(basis), risk_reasons = \(reasons)
                WHERE group_id = \(row.group)
                """)
        }
        guard let forecast else { return }
        // What was said first of a day is what is held against what happens.
        try transaction.execute(
            """
            INSERT INTO forecasts (group_id, day, made_at, basis, risk, reasons)
            VALUES (\(row.group), \(forecast.day), \(now), \(basis), \(risk), \(reasons))
            ON CONFLICT (group_id, day) DO NOTHING
            """)
    }
}

extension GroupMeasures {
    /// What is known of a group's last whole day, and what came of forecasts made of it before.
    static func read(
        _ group: GroupID, _ report: GroupReport, in transaction: Transaction
    ) throws -> (measures: GroupMeasures, settled: [(day: CivilDay, died: Bool)]) {
        var measures = GroupMeasures()
        measures.stageReasons = report.stage?.reasons ?? []
        let moves = try transaction.first("SELECT joins + leaves FROM group_totals WHERE group_id = \(group)") {
            $0.int(0)
        }
        measures.health = HealthMeasures(report, knowsLeaving: (moves ?? 0) > 0)
        guard let source = try GroupCourse.source(group, in: transaction), source.firstDay <= source.lastDay else {
            return (measures, [])
        }
        let open = try transaction.all(
            "SELECT day FROM forecasts WHERE group_id = \(group) AND died IS NULL ORDER BY day LIMIT 400"
        ) { $0.day(0) }
        let reach = open.first.map { $0.distance(to: source.lastDay) + 2 * StageSuggestion.silence } ?? 0
        let most = max(ForecastFeatures.lookback, reach)
        guard let course = try GroupCourse.load([source], most: most, in: transaction)[0] else { return (measures, []) }
        measures.day = course.range.to
        measures.features = course.now
        let figures = CourseFigures(course)
        let settled = open.compactMap { day -> (day: CivilDay, died: Bool)? in
            guard course.range.contains(day) else { return nil }
            return figures.dies(after: course.range.from.distance(to: day)).map { (day, $0) }
        }
        return (measures, settled)
    }
}

extension CountedStanding {
    /// Writes what is kept for the outlook, the suggestion where it is another than before, and what came of forecasts.
    /// It is unfinished until the group is set against others, so a process that dies before leaves it due.
    func writeOutlook(in transaction: Transaction) throws {
        let group = standing.group
        try transaction.execute(
            """
            INSERT INTO group_measures (group_id, stage_reasons, health, day, layout, features)
            VALUES (\(group), \(StageReason.stored(measures.stageReasons)), \(measures.health.stored), \(measures.day),
                \(GroupMeasures.unfinished), \(measures.storedFeatures))
            ON CONFLICT (group_id) DO UPDATE SET stage_reasons = excluded.stage_reasons, health = excluded.health,
                day = excluded.day, layout = excluded.layout, features = excluded.features
            """)
        for one in settled {
            try transaction.execute(
                """
                UPDATE forecasts SET died = \(one.died) WHERE group_id = \(group) AND day = \(one.day) AND died IS NULL
                """)
        }
        guard let stage = standing.stage, let day = standing.lastDay else { return }
        let before = try transaction.first(
            "SELECT stage FROM stage_suggestions WHERE group_id = \(group) ORDER BY day DESC LIMIT 1"
        ) { $0.string(0) }
        guard before != stage.rawValue else { return }
        try transaction.execute(
            """
            INSERT INTO stage_suggestions (group_id, day, stage, reasons)
            VALUES (\(group), \(day), \(stage.rawValue), \(StageReason.stored(measures.stageReasons)))
            ON CONFLICT (group_id, day) DO UPDATE SET stage = excluded.stage, reasons = excluded.reasons
            """)
    }
}
