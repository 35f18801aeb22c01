package import Storage

/// The tables of what somebody should see to, of what was done about it, and of alerts. Append only: a migration that has
/// shipped is never edited.
package enum RoundsMigrations {
    package static let all: [Migration] = [today, alerts]

    /// Of an item's occurrences one stands at a time: `ended_at` says that its concern is over.
    private static let today = Migration(
        "2026-11-24 today",
        """
        CREATE TABLE today_items (
            id {id} NOT NULL PRIMARY KEY,
            group_id {id} NOT NULL REFERENCES groups (id),
            concern {text} NOT NULL CHECK (concern <> ''),
            began_at {instant} NOT NULL,
            missing_since {instant},
            ended_at {instant},
            worth {real} NOT NULL CHECK (worth >= 0),
            people {text} NOT NULL,
            people_at {instant} NOT NULL,
            state {text} NOT NULL CHECK (state IN ('open', 'snoozed', 'done')),
            shows_at {instant} NOT NULL,
            worth_then {real} NOT NULL,
            assignee_id {id} REFERENCES staff (id),
            changed_at {instant} NOT NULL,
            CHECK (ended_at IS NULL OR ended_at >= began_at),
            CHECK (state <> 'open' OR shows_at = 0)
        ){rows};
        CREATE UNIQUE INDEX today_items_standing ON today_items (group_id, concern) WHERE ended_at IS NULL;
        CREATE TABLE today_acts (
            id {id} NOT NULL PRIMARY KEY,
            group_id {id} NOT NULL REFERENCES groups (id),
            act {text} NOT NULL CHECK (act IN ('done', 'snoozed', 'assigned', 'returned')),
            concerns {text} NOT NULL,
            until {instant},
            assignee_id {id} REFERENCES staff (id),
            made_at {instant} NOT NULL,
            staff_id {id} REFERENCES staff (id),
            made_by {text} NOT NULL,
            undone_at {instant}
        ){rows};
        CREATE INDEX today_acts_by_group ON today_acts (group_id, id);
        CREATE TABLE today_act_rows (
            act_id {id} NOT NULL REFERENCES today_acts (id),
            item_id {id} NOT NULL REFERENCES today_items (id),
            state {text} NOT NULL,
            shows_at {instant} NOT NULL,
            worth_then {real} NOT NULL,
            assignee_id {id},
            PRIMARY KEY (act_id, item_id)
        ){clustered};
        """)

    /// An occurrence is one row: unique by when it began, and of a rule in a group one is open.
    private static let alerts = Migration(
        "2026-11-24 alerts",
        """
        CREATE TABLE alerts (
            id {id} NOT NULL PRIMARY KEY,
            group_id {id} NOT NULL REFERENCES groups (id),
            rule {text} NOT NULL CHECK (rule <> ''),
            began_at {instant} NOT NULL,
            last_at {instant} NOT NULL,
            ended_at {instant},
            value {real} NOT NULL,
            usual {real} NOT NULL,
            opened_at {instant} NOT NULL,
            closed_at {instant},
            withdrawn_at {instant},
            is_told {small} NOT NULL CHECK (is_told IN (0, 1)),
            acknowledged_at {instant},
            acknowledged_by {id} REFERENCES staff (id),
            acknowledged_name {text},
            CHECK (last_at >= began_at),
            CHECK (ended_at IS NULL OR closed_at IS NOT NULL OR withdrawn_at IS NOT NULL),
            CHECK ((acknowledged_at IS NULL) = (acknowledged_name IS NULL))
        ){rows};
        CREATE UNIQUE INDEX alerts_open ON alerts (group_id, rule) WHERE closed_at IS NULL AND withdrawn_at IS NULL;
        CREATE UNIQUE INDEX alerts_occurrence ON alerts (group_id, rule, began_at) WHERE withdrawn_at IS NULL;
        CREATE INDEX alerts_by_time ON alerts (began_at, id);
        CREATE TABLE alert_marks (
            group_id {id} NOT NULL PRIMARY KEY REFERENCES groups (id),
            revision {id} NOT NULL,
            observed_until {instant} NOT NULL,
            evaluated_at {instant} NOT NULL,
            next_at {instant} NOT NULL
        ){rows};
        CREATE TABLE alert_thresholds (
            kind {text} NOT NULL,
            rule {text} NOT NULL CHECK (rule <> ''),
            is_on {small} NOT NULL CHECK (is_on IN (0, 1)),
            first_value {real} NOT NULL,
            second_value {real} NOT NULL,
            set_at {instant} NOT NULL,
            set_by {text} NOT NULL,
            PRIMARY KEY (kind, rule)
        ){clustered};
        CREATE TABLE alert_hours (
            hour {instant} NOT NULL PRIMARY KEY,
            told {count} NOT NULL CHECK (told >= 0),
            withheld {count} NOT NULL CHECK (withheld >= 0),
            summed_at {instant}
        ){rows};
        """)
}
