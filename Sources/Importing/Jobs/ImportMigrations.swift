package import Storage

/// The tables of imports that are asked for in the console. Append only: a migration that has shipped is never edited.
package enum ImportMigrations {
    package static let all: [Migration] = [jobs]

    private static let jobs = Migration(
        "2026-11-24 import jobs",
        """
        CREATE TABLE import_jobs (
            id {id} NOT NULL PRIMARY KEY,
            state {text} NOT NULL
                CHECK (state IN ('uploading', 'surveyed', 'waiting', 'running', 'done', 'stopped', 'failed')),
            staff_id {id} NOT NULL REFERENCES staff (id),
            language {text} NOT NULL,
            created_at {instant} NOT NULL,
            upload_bytes {count} NOT NULL CHECK (upload_bytes >= 0),
            upload_gone_at {instant},
            keeps_upload {small} NOT NULL DEFAULT 0 CHECK (keeps_upload IN (0, 1)),
            format {text},
            group_name {text},
            group_kind {text},
            zone {text},
            own_name {text},
            is_stop_asked {small} NOT NULL DEFAULT 0 CHECK (is_stop_asked IN (0, 1)),
            started_at {instant},
            running_since {instant},
            seen_at {instant},
            finished_at {instant},
            bytes_in_all {count} NOT NULL DEFAULT 0,
            bytes_done {count} NOT NULL DEFAULT 0,
            events_done {count} NOT NULL DEFAULT 0,
            lines {count} NOT NULL DEFAULT 0,
            bad_lines {count} NOT NULL DEFAULT 0,
            repaired_lines {count} NOT NULL DEFAULT 0,
            files_passed_over {count} NOT NULL DEFAULT 0,
            fault_text {text},
            fault_values {text},
            CHECK ((fault_text IS NULL) = (fault_values IS NULL)),
            CHECK ((state = 'failed') = (fault_text IS NOT NULL))
        ){rows};
        CREATE INDEX import_jobs_by_state ON import_jobs (state, id);
        CREATE INDEX import_jobs_by_staff ON import_jobs (staff_id, id);
        CREATE TABLE import_job_files (
            job_id {id} NOT NULL REFERENCES import_jobs (id),
            number {small} NOT NULL,
            name {text} NOT NULL,
            bytes {count} NOT NULL,
            PRIMARY KEY (job_id, number)
        ){clustered};
        CREATE TABLE import_job_bots (
            job_id {id} NOT NULL REFERENCES import_jobs (id),
            name {text} NOT NULL,
            PRIMARY KEY (job_id, name)
        ){clustered};
        CREATE TABLE import_job_groups (
            job_id {id} NOT NULL REFERENCES import_jobs (id),
            group_id {id} NOT NULL REFERENCES groups (id),
            events_before {count} NOT NULL,
            events_after {count},
            PRIMARY KEY (job_id, group_id)
        ){clustered};
        CREATE TABLE import_job_notes (
            job_id {id} NOT NULL REFERENCES import_jobs (id),
            number {small} NOT NULL,
            text {text} NOT NULL,
            fills {text} NOT NULL,
            PRIMARY KEY (job_id, number)
        ){clustered};
        """)
}
