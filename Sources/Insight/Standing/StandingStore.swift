package import Kernel
package import Storage

// What writes the table of standings.

extension GroupStanding {
    /// Groups whose standing is not of their present record, at most `limit`.
    static func due(limit: Int, in transaction: Transaction) throws -> [GroupID] {
        try transaction.all(
            """
            SELECT g.id FROM groups g LEFT JOIN group_standings s ON s.group_id = g.id
            LEFT JOIN group_profiles p ON p.group_id = g.id LEFT JOIN group_measures m ON m.group_id = g.id
            WHERE s.group_id IS NULL OR m.group_id IS NULL OR m.layout <> \(GroupMeasures.layout)
                OR s.revision <> g.revision OR s.observed_until <> COALESCE(g.observed_until, 0)
                OR s.kind <> g.kind OR s.stage_set <> COALESCE(p.stage, '')
            ORDER BY g.id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    /// Counts a group by its report, with the revision of the record that was counted.
    static func counted(_ group: GroupID, at now: Instant, in transaction: Transaction) throws -> CountedStanding? {
        let found = try transaction.first(
            """
            SELECT g.revision, g.observed_until, g.name, g.zone, g.is_presence, t.first_day, t.last_day,
                g.observed_until, t.died_day, t.second_day
            FROM groups g LEFT JOIN group_totals t ON t.group_id = g.id WHERE g.id = \(group)
            """
        ) {
            (revision: $0.int64(0), observed: $0.optionalInt64(1) ?? 0, name: $0.string(2), life: GroupLife($0, at: 3))
        }
        guard let found else { return nil }
        let report = try GroupReport.load(group: group, window: .last28Days, in: transaction)
        let standing = GroupStanding(group: group, report: report, life: found.life, countedAt: now)
        let (measures, settled) = try GroupMeasures.read(group, report, in: transaction)
        return CountedStanding(
            standing: standing, measures: measures, settled: settled, revision: found.revision,
            observedUntil: found.observed, nameKey: found.name.lowercased())
    }

    /// Copies what people say of a group (its kind and stage) into its standing, at once, and what follows from it.
    package static func relabel(_ groups: [GroupID], at now: Instant, in transaction: Transaction) throws {
        try copyLabels(groups, in: transaction)
        try GroupOutlook.refresh(groups, at: now, in: transaction)
    }

    static func copyLabels(_ groups: [GroupID], in transaction: Transaction) throws {
        for group in groups {
            try transaction.execute(
                """
                UPDATE group_standings SET
                    kind = (SELECT g.kind FROM groups g WHERE g.id = \(group)),
                    stage_set = COALESCE((SELECT p.stage FROM group_profiles p WHERE p.group_id = \(group)), '')
                WHERE group_id = \(group)
                """)
            try transaction.execute(
                """
                UPDATE group_standings SET stage_rank =
                    CASE CASE WHEN stage_set <> '' THEN stage_set ELSE stage END
                    WHEN 'closed' THEN 0 WHEN 'fading' THEN 1 WHEN 'seed' THEN 2 WHEN 'growing' THEN 3
                    WHEN 'active' THEN 4 ELSE 5 END
                WHERE group_id = \(group)
                """)
        }
    }
}

/// A standing with what tells whether it is of the present record.
struct CountedStanding: Sendable {
    let standing: GroupStanding
    let measures: GroupMeasures
    /// What came of forecasts that were made of it before.
    let settled: [(day: CivilDay, died: Bool)]
    let revision: Int64
    let observedUntil: Int64
    let nameKey: String

    func write(in transaction: Transaction) throws {
        let one = standing
        try transaction.execute(
            """
            INSERT INTO group_standings (group_id, revision, observed_until, counted_at, name_key, kind, stage, stage_set,
                stage_rank, last_day, members, mau, mau_before, active_ratio, joins, leaves, messages, growth, newcomers,
                retention, speakers, noise_days, died_day, pressing, advice, age, risk)
            VALUES (\(one.group), \(revision), \(observedUntil), \(one.countedAt), \(nameKey), '',
                \(one.stage?.rawValue ?? ""), '', 5, \(one.lastDay), \(one.members), \(one.monthlyActive),
                \(one.monthlyActiveBefore), \(one.activeRatio ?? GroupStanding.none), \(one.joins), \(one.leaves),
                \(one.messages), \(one.growth ?? GroupStanding.none), \(one.newcomers),
                \(one.retention ?? GroupStanding.none), \(one.speakers.map(String.init).joined(separator: ",")),
                \(one.noiseDays), \(one.diedDay), \(one.pressing), \(one.advice ?? ""), \(one.age), \(GroupStanding.none))
            ON CONFLICT (group_id) DO UPDATE SET revision = excluded.revision, observed_until = excluded.observed_until,
                counted_at = excluded.counted_at, name_key = excluded.name_key, stage = excluded.stage,
                last_day = excluded.last_day, members = excluded.members, mau = excluded.mau,
                mau_before = excluded.mau_before, active_ratio = excluded.active_ratio, joins = excluded.joins,
                leaves = excluded.leaves, messages = excluded.messages, growth = excluded.growth,
                newcomers = excluded.newcomers, retention = excluded.retention, speakers = excluded.speakers,
                noise_days = excluded.noise_days, died_day = excluded.died_day, pressing = excluded.pressing,
                advice = excluded.advice, age = excluded.age
            """)
        try writeOutlook(in: transaction)
    }
}
