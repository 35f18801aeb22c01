package import Storage

/// Insight's own tables: what is counted ahead so that a list of all groups need not count. Append only.
package enum InsightMigrations {
    package static let all: [Migration] = first + later
    package static let first: [Migration] = [standings]
    /// Those that a database runs after all others that were there before them.
    package static let later: [Migration] = [outlook]

    /// A figure that there is none of is `GroupStanding.none`, so that every order is an index.
    private static let standings = Migration(
        "2026-11-24 standings",
        """
        CREATE TABLE group_standings (
            group_id {id} NOT NULL PRIMARY KEY REFERENCES groups (id),
            revision {id} NOT NULL,
            observed_until {instant} NOT NULL,
            counted_at {instant} NOT NULL,
            name_key {text} NOT NULL,
            kind {text} NOT NULL,
            stage {text} NOT NULL,
            stage_set {text} NOT NULL,
            stage_rank {small} NOT NULL,
            last_day {day},
            members {count} NOT NULL,
            mau {count} NOT NULL,
            mau_before {count} NOT NULL,
            active_ratio {real} NOT NULL,
            joins {count} NOT NULL,
            leaves {count} NOT NULL,
            messages {count} NOT NULL,
            growth {real} NOT NULL,
            newcomers {count} NOT NULL,
            retention {real} NOT NULL,
            speakers {text} NOT NULL,
            noise_days {count} NOT NULL,
            died_day {day},
            pressing {count} NOT NULL,
            advice {text} NOT NULL,
            age {count} NOT NULL,
            risk {real} NOT NULL
        ){rows};
        CREATE INDEX group_standings_by_name ON group_standings (name_key, group_id);
        CREATE INDEX group_standings_by_stage ON group_standings (stage_rank, group_id);
        CREATE INDEX group_standings_by_members ON group_standings (members, group_id);
        CREATE INDEX group_standings_by_mau ON group_standings (mau, group_id);
        CREATE INDEX group_standings_by_activity ON group_standings (active_ratio, group_id);
        CREATE INDEX group_standings_by_messages ON group_standings (messages, group_id);
        CREATE INDEX group_standings_by_growth ON group_standings (growth, group_id);
        CREATE INDEX group_standings_by_retention ON group_standings (retention, group_id);
        CREATE INDEX group_standings_by_risk ON group_standings (risk, group_id);
        CREATE INDEX group_standings_by_pressing ON group_standings (pressing, group_id);
        """)
}
