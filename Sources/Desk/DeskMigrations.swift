package import Storage

/// The tables of the staff and of the audit log. Append only: a migration that has shipped is never edited.
package enum DeskMigrations {
    package static let all: [Migration] = first + later + latest
    package static let first: [Migration] = [ground]
    package static let later: [Migration] = [views, community]
    package static let latest: [Migration] = [tokens]

    private static let ground = Migration(
        "2026-11-24 desk",
        """
        CREATE TABLE staff (
            id {id} NOT NULL PRIMARY KEY,
            name {text} NOT NULL CHECK (name <> ''),
            sign_in_name {text} NOT NULL CHECK (sign_in_name <> ''),
            sign_in_key {text} NOT NULL UNIQUE,
            role {text} NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'leader', 'viewer')),
            is_limited {small} NOT NULL CHECK (is_limited IN (0, 1)),
            language {text} NOT NULL CHECK (language <> ''),
            zone {text} NOT NULL CHECK (zone <> ''),
            created_at {instant} NOT NULL,
            created_by {id} REFERENCES staff (id),
            CHECK (role = 'viewer' OR is_limited = CASE WHEN role IN ('operator', 'leader') THEN 1 ELSE 0 END)
        ){rows};
        CREATE TABLE staff_disablings (
            staff_id {id} NOT NULL PRIMARY KEY REFERENCES staff (id),
            disabled_at {instant} NOT NULL,
            disabled_by {id} REFERENCES staff (id)
        ){rows};
        CREATE TABLE staff_groups (
            staff_id {id} NOT NULL REFERENCES staff (id),
            group_id {id} NOT NULL REFERENCES groups (id),
            PRIMARY KEY (staff_id, group_id)
        ){clustered};
        CREATE INDEX staff_groups_by_group ON staff_groups (group_id);
        CREATE TABLE staff_passwords (
            staff_id {id} NOT NULL PRIMARY KEY REFERENCES staff (id),
            hash {text} NOT NULL CHECK (hash <> ''),
            changed_at {instant} NOT NULL
        ){rows};
        CREATE TABLE staff_links (
            id {id} NOT NULL PRIMARY KEY,
            purpose {text} NOT NULL CHECK (purpose IN ('first', 'invitation', 'reset')),
            digest {bytes} NOT NULL UNIQUE,
            staff_id {id} REFERENCES staff (id),
            role {text} NOT NULL,
            is_limited {small} NOT NULL CHECK (is_limited IN (0, 1)),
            drops_second_step {small} NOT NULL CHECK (drops_second_step IN (0, 1)),
            made_at {instant} NOT NULL,
            made_by {id} REFERENCES staff (id),
            expires_at {instant} NOT NULL CHECK (expires_at > made_at),
            used_at {instant},
            used_by {id} REFERENCES staff (id),
            CHECK ((used_at IS NULL) = (used_by IS NULL)),
            CHECK ((purpose = 'reset') = (staff_id IS NOT NULL))
        ){rows};
        CREATE INDEX staff_links_by_staff ON staff_links (staff_id) WHERE staff_id IS NOT NULL;
        CREATE TABLE staff_link_groups (
            link_id {id} NOT NULL REFERENCES staff_links (id),
            group_id {id} NOT NULL REFERENCES groups (id),
            PRIMARY KEY (link_id, group_id)
        ){clustered};
        CREATE TABLE staff_second_steps (
            staff_id {id} NOT NULL PRIMARY KEY REFERENCES staff (id),
            sealed_secret {bytes} NOT NULL,
            begun_at {instant} NOT NULL,
            confirmed_at {instant},
            last_step {count} NOT NULL
        ){rows};
        CREATE TABLE staff_recovery_codes (
            staff_id {id} NOT NULL REFERENCES staff (id),
            digest {bytes} NOT NULL,
            used_at {instant},
            PRIMARY KEY (staff_id, digest)
        ){clustered};
        CREATE TABLE staff_sessions (
            id {id} NOT NULL PRIMARY KEY,
            staff_id {id} NOT NULL REFERENCES staff (id),
            digest {bytes} NOT NULL UNIQUE,
            former_digest {bytes} UNIQUE,
            former_until {instant},
            is_half {small} NOT NULL CHECK (is_half IN (0, 1)),
            is_stale {small} NOT NULL DEFAULT 0 CHECK (is_stale IN (0, 1)),
            tries {count} NOT NULL DEFAULT 0 CHECK (tries >= 0),
            begun_at {instant} NOT NULL,
            seen_at {instant} NOT NULL,
            ends_at {instant} NOT NULL CHECK (ends_at > begun_at),
            device {text} NOT NULL,
            address {text} NOT NULL,
            CHECK ((former_digest IS NULL) = (former_until IS NULL))
        ){rows};
        CREATE INDEX staff_sessions_by_staff ON staff_sessions (staff_id);
        CREATE INDEX staff_sessions_by_end ON staff_sessions (ends_at);
        CREATE TABLE sign_in_failures (
            name_digest {bytes} NOT NULL PRIMARY KEY,
            failures {count} NOT NULL CHECK (failures >= 1),
            failed_at {instant} NOT NULL,
            closed_until {instant} NOT NULL
        ){rows};
        CREATE INDEX sign_in_failures_by_weight ON sign_in_failures (failures, failed_at);
        CREATE TABLE audit_entries (
            seq {count} NOT NULL PRIMARY KEY CHECK (seq >= 1),
            at {instant} NOT NULL,
            actor_id {id} REFERENCES staff (id),
            actor_name {text} NOT NULL,
            act {text} NOT NULL CHECK (act <> ''),
            subject_kind {text} NOT NULL,
            subject_id {text} NOT NULL,
            before_json {text},
            after_json {text},
            address {text},
            previous_hash {bytes} NOT NULL,
            hash {bytes} NOT NULL UNIQUE
        ){rows};
        CREATE INDEX audit_entries_by_actor ON audit_entries (actor_id, seq);
        CREATE INDEX audit_entries_by_act ON audit_entries (act, seq);
        CREATE INDEX audit_entries_by_subject ON audit_entries (subject_kind, subject_id, seq);
        CREATE INDEX audit_entries_by_time ON audit_entries (at);
        {append-only audit_entries};
        CREATE TABLE audit_head (
            id {small} NOT NULL PRIMARY KEY CHECK (id = 1),
            seq {count} NOT NULL CHECK (seq >= 0),
            hash {bytes} NOT NULL
        ){rows};
        """)

    /// Lists that somebody of the staff wants to come back to.
    private static let views = Migration(
        "2026-11-24 views",
        """
        CREATE TABLE saved_views (
            id {id} NOT NULL PRIMARY KEY,
            staff_id {id} NOT NULL REFERENCES staff (id),
            name {text} NOT NULL CHECK (name <> ''),
            query {text} NOT NULL,
            UNIQUE (staff_id, name)
        ){rows};
        """)

    /// What holds where nobody has chosen otherwise.
    private static let community = Migration(
        "2026-11-24 community",
        """
        CREATE TABLE community (
            id {small} NOT NULL PRIMARY KEY CHECK (id = 1),
            language {text} NOT NULL CHECK (language <> ''),
            zone {text} NOT NULL CHECK (zone <> '')
        ){rows};
        """)

    /// Keys of programs to the API, and what they were answered when they changed something.
    private static let tokens = Migration(
        "2026-11-24 tokens",
        """
        CREATE TABLE access_tokens (
            id {id} NOT NULL PRIMARY KEY,
            maker_id {id} NOT NULL REFERENCES staff (id),
            name {text} NOT NULL CHECK (name <> ''),
            digest {bytes} NOT NULL UNIQUE,
            scopes {text} NOT NULL CHECK (scopes <> ''),
            service_role {text} CHECK (service_role IN ('owner', 'admin', 'operator', 'leader', 'viewer')),
            is_limited {small} NOT NULL CHECK (is_limited IN (0, 1)),
            made_at {instant} NOT NULL,
            expires_at {instant} CHECK (expires_at > made_at),
            used_at {instant},
            CHECK (is_limited = 0 OR service_role IS NOT NULL)
        ){rows};
        CREATE INDEX access_tokens_by_maker ON access_tokens (maker_id);
        CREATE TABLE access_token_groups (
            token_id {id} NOT NULL REFERENCES access_tokens (id),
            group_id {id} NOT NULL REFERENCES groups (id),
            PRIMARY KEY (token_id, group_id)
        ){clustered};
        CREATE TABLE access_answers (
            token_id {id} NOT NULL REFERENCES access_tokens (id),
            answer_key {text} NOT NULL CHECK (answer_key <> ''),
            request {bytes} NOT NULL,
            status {small} NOT NULL,
            body {bytes} NOT NULL,
            made_at {instant} NOT NULL,
            PRIMARY KEY (token_id, answer_key)
        ){clustered};
        """)
}
