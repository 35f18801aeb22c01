package import Storage

/// The tables of reports that are made on time and kept. Append only: a migration that has shipped is never edited.
package enum BulletinMigrations {
    package static let all: [Migration] = [kept]

    private static let kept = Migration(
        "2026-11-24 kept reports",
        """
        CREATE TABLE report_schedules (
            id {id} NOT NULL PRIMARY KEY,
            subject {text} NOT NULL CHECK (subject IN ('group', 'kind', 'tag', 'community')),
            group_id {id} REFERENCES groups (id),
            detail {text} NOT NULL,
            span {text} NOT NULL CHECK (span IN ('day', 'week', 'month')),
            minute {small} NOT NULL CHECK (minute BETWEEN 0 AND 1439),
            weekday {small} NOT NULL CHECK (weekday BETWEEN 0 AND 6),
            month_day {small} NOT NULL CHECK (month_day BETWEEN 1 AND 31),
            language {text} NOT NULL CHECK (language <> ''),
            keeps {count} NOT NULL CHECK (keeps >= 1),
            staff_id {id} REFERENCES staff (id),
            made_at {instant} NOT NULL,
            zone {text} NOT NULL,
            next_at {instant} NOT NULL,
            dropped_at {instant},
            CHECK ((subject = 'group') = (group_id IS NOT NULL)),
            CHECK ((subject IN ('kind', 'tag')) = (detail <> ''))
        ){rows};
        CREATE INDEX report_schedules_by_next ON report_schedules (next_at) WHERE dropped_at IS NULL;
        CREATE TABLE kept_reports (
            id {id} NOT NULL PRIMARY KEY,
            schedule_id {id} REFERENCES report_schedules (id),
            due_at {instant},
            state {text} NOT NULL CHECK (state IN ('waiting', 'making', 'done', 'failed')),
            subject {text} NOT NULL CHECK (subject IN ('group', 'kind', 'tag', 'community')),
            group_id {id} REFERENCES groups (id),
            detail {text} NOT NULL,
            span {text} NOT NULL CHECK (span IN ('day', 'week', 'month')),
            first_day {day} NOT NULL,
            last_day {day} NOT NULL,
            language {text} NOT NULL,
            zone {text} NOT NULL,
            staff_id {id} REFERENCES staff (id),
            asked_at {instant} NOT NULL,
            made_at {instant},
            is_of_all {small} NOT NULL DEFAULT 0 CHECK (is_of_all IN (0, 1)),
            pressing {count} NOT NULL DEFAULT 0,
            bytes {count} NOT NULL DEFAULT 0,
            fault {text},
            tries {count} NOT NULL DEFAULT 0,
            maker {text},
            leased_until {instant},
            dropped_at {instant},
            UNIQUE (schedule_id, due_at),
            CHECK (first_day <= last_day),
            CHECK (due_at IS NULL OR schedule_id IS NOT NULL),
            CHECK ((state = 'making') = (maker IS NOT NULL)),
            CHECK ((state = 'making') = (leased_until IS NOT NULL)),
            CHECK ((state = 'failed') = (fault IS NOT NULL))
        ){rows};
        CREATE INDEX kept_reports_by_state ON kept_reports (state, id);
        CREATE INDEX kept_reports_by_group ON kept_reports (group_id, id) WHERE group_id IS NOT NULL;
        CREATE INDEX kept_reports_by_drop ON kept_reports (dropped_at) WHERE dropped_at IS NOT NULL;
        CREATE TABLE kept_report_groups (
            report_id {id} NOT NULL REFERENCES kept_reports (id),
            group_id {id} NOT NULL REFERENCES groups (id),
            PRIMARY KEY (report_id, group_id)
        ){clustered};
        CREATE TABLE kept_report_forms (
            report_id {id} NOT NULL REFERENCES kept_reports (id),
            form {text} NOT NULL CHECK (form IN ('html', 'text', 'csv', 'json')),
            packed {bytes} NOT NULL,
            PRIMARY KEY (report_id, form)
        ){rows};
        """)
}
