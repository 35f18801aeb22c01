internal import Storage

extension InsightMigrations {
    /// Health, stage suggestions and forecasts: what is kept up from day to day beside the standings.
    ///
    /// A group that was counted before has no row of `group_measures`, and is counted again.
    static let outlook = Migration(
        "2026-11-24 outlook",
        """
        ALTER TABLE group_standings ADD COLUMN health {real} NOT NULL DEFAULT -1000000;
        ALTER TABLE group_standings ADD COLUMN risk_basis {text} NOT NULL DEFAULT '';
        ALTER TABLE group_standings ADD COLUMN risk_reasons {text} NOT NULL DEFAULT '';
        CREATE INDEX group_standings_by_health ON group_standings (health, group_id);
        CREATE TABLE group_measures (
            group_id {id} NOT NULL PRIMARY KEY REFERENCES groups (id),
            stage_reasons {text} NOT NULL,
            health {text} NOT NULL,
            day {day},
            layout {text} NOT NULL,
            features {text} NOT NULL
        ){rows};
        CREATE TABLE group_health (
            group_id {id} NOT NULL REFERENCES groups (id),
            day {day} NOT NULL,
            kind {text} NOT NULL,
            score {real} NOT NULL,
            known {real} NOT NULL CHECK (known BETWEEN 0 AND 1.000001),
            parts {text} NOT NULL,
            counted_at {instant} NOT NULL,
            PRIMARY KEY (group_id, day)
        ){clustered};
        CREATE TABLE stage_suggestions (
            group_id {id} NOT NULL REFERENCES groups (id),
            day {day} NOT NULL,
            stage {text} NOT NULL CHECK (stage IN ('seed', 'growing', 'active', 'fading', 'closed')),
            reasons {text} NOT NULL,
            PRIMARY KEY (group_id, day)
        ){clustered};
        CREATE TABLE forecast_models (
            id {id} NOT NULL PRIMARY KEY,
            made_at {instant} NOT NULL,
            day {day} NOT NULL,
            state {text} NOT NULL
        ){rows};
        CREATE TABLE forecasts (
            group_id {id} NOT NULL REFERENCES groups (id),
            day {day} NOT NULL,
            made_at {instant} NOT NULL,
            basis {text} NOT NULL CHECK (basis IN ('own', 'survival', 'default')),
            risk {real} NOT NULL CHECK (risk BETWEEN 0 AND 1),
            reasons {text} NOT NULL,
            died {small} CHECK (died IN (0, 1)),
            PRIMARY KEY (group_id, day)
        ){clustered};
        CREATE INDEX forecasts_by_day ON forecasts (day, group_id);
        CREATE INDEX forecasts_open ON forecasts (group_id, day) WHERE died IS NULL;
        CREATE TABLE advice_follow_ups (
            advice {text} NOT NULL,
            group_id {id} NOT NULL REFERENCES groups (id),
            times {count} NOT NULL CHECK (times >= 1),
            better {count} NOT NULL CHECK (better BETWEEN 0 AND times),
            PRIMARY KEY (advice, group_id)
        ){clustered};
        """)
}
