package import Storage

/// The tables of what goes out to programs and mailboxes. Append only: a migration that has shipped is never edited.
package enum NoticeMigrations {
    package static let all: [Migration] = first + later
    package static let first: [Migration] = [outlets, cursors]
    /// Those that a database runs after all others that were there before them.
    package static let later: [Migration] = [confirmations]

    /// Recipients of before have no row: they count as confirmed.
    private static let confirmations = Migration(
        "2026-11-24 mail confirmations",
        """
        CREATE TABLE mail_confirmations (
            recipient_id {id} NOT NULL PRIMARY KEY REFERENCES mail_recipients (id),
            digest {bytes} UNIQUE,
            sealed {bytes},
            base {text} NOT NULL CHECK (base <> ''),
            sent {count} NOT NULL CHECK (sent >= 1),
            sent_at {instant} NOT NULL,
            expires_at {instant} NOT NULL CHECK (expires_at > sent_at),
            confirmed_at {instant},
            CHECK ((digest IS NULL) = (sealed IS NULL)),
            CHECK ((digest IS NULL) = (confirmed_at IS NOT NULL))
        ){rows};
        """)

    /// How far what is followed besides the event log has been read.
    private static let cursors = Migration(
        "2026-11-24 notice cursors",
        """
        CREATE TABLE notice_cursors (
            name {text} NOT NULL PRIMARY KEY,
            position {id} NOT NULL
        ){rows};
        """)

    private static let outlets = Migration(
        "2026-11-24 notices",
        """
        CREATE TABLE notices (
            id {id} NOT NULL PRIMARY KEY,
            kind {text} NOT NULL CHECK (kind <> ''),
            occurrence {text} NOT NULL UNIQUE CHECK (occurrence <> ''),
            group_id {id} REFERENCES groups (id),
            at {instant} NOT NULL,
            payload {text} NOT NULL,
            posted_at {instant} NOT NULL
        ){rows};
        CREATE INDEX notices_by_posting ON notices (posted_at);
        CREATE TABLE notice_words (
            notice_id {id} NOT NULL REFERENCES notices (id),
            language {text} NOT NULL CHECK (language <> ''),
            subject {text} NOT NULL,
            body {text} NOT NULL,
            PRIMARY KEY (notice_id, language)
        ){rows};
        CREATE TABLE webhook_endpoints (
            id {id} NOT NULL PRIMARY KEY,
            url {text} NOT NULL CHECK (url <> ''),
            label {text} NOT NULL,
            sealed_secret {bytes} NOT NULL,
            former_secret {bytes},
            former_until {instant},
            is_limited {small} NOT NULL CHECK (is_limited IN (0, 1)),
            state {text} NOT NULL CHECK (state IN ('on', 'paused', 'gone', 'failing')),
            state_at {instant} NOT NULL,
            failing_since {instant},
            staff_id {id} REFERENCES staff (id),
            made_at {instant} NOT NULL,
            CHECK ((former_secret IS NULL) = (former_until IS NULL))
        ){rows};
        CREATE TABLE webhook_kinds (
            endpoint_id {id} NOT NULL REFERENCES webhook_endpoints (id),
            kind {text} NOT NULL CHECK (kind <> ''),
            PRIMARY KEY (endpoint_id, kind)
        ){clustered};
        CREATE INDEX webhook_kinds_by_kind ON webhook_kinds (kind);
        CREATE TABLE webhook_groups (
            endpoint_id {id} NOT NULL REFERENCES webhook_endpoints (id),
            group_id {id} NOT NULL REFERENCES groups (id),
            PRIMARY KEY (endpoint_id, group_id)
        ){clustered};
        CREATE TABLE mail_recipients (
            id {id} NOT NULL PRIMARY KEY,
            address {text} NOT NULL UNIQUE CHECK (address <> ''),
            language {text} NOT NULL CHECK (language <> ''),
            is_limited {small} NOT NULL CHECK (is_limited IN (0, 1)),
            state {text} NOT NULL CHECK (state IN ('on', 'paused')),
            state_at {instant} NOT NULL,
            staff_id {id} REFERENCES staff (id),
            made_at {instant} NOT NULL
        ){rows};
        CREATE TABLE mail_kinds (
            recipient_id {id} NOT NULL REFERENCES mail_recipients (id),
            kind {text} NOT NULL CHECK (kind <> ''),
            PRIMARY KEY (recipient_id, kind)
        ){clustered};
        CREATE INDEX mail_kinds_by_kind ON mail_kinds (kind);
        CREATE TABLE mail_groups (
            recipient_id {id} NOT NULL REFERENCES mail_recipients (id),
            group_id {id} NOT NULL REFERENCES groups (id),
            PRIMARY KEY (recipient_id, group_id)
        ){clustered};
        CREATE TABLE notice_deliveries (
            id {id} NOT NULL PRIMARY KEY,
            notice_id {id} NOT NULL REFERENCES notices (id),
            endpoint_id {id} REFERENCES webhook_endpoints (id),
            recipient_id {id} REFERENCES mail_recipients (id),
            state {text} NOT NULL CHECK (state IN ('planned', 'sending', 'delivered', 'failed', 'unknown')),
            due_at {instant} NOT NULL,
            tries {count} NOT NULL DEFAULT 0 CHECK (tries >= 0),
            tried_at {instant},
            code {small},
            fault {text},
            answer {text},
            milliseconds {count},
            claim {id},
            leased_until {instant},
            made_at {instant} NOT NULL,
            CHECK ((endpoint_id IS NULL) <> (recipient_id IS NULL)),
            CHECK ((state = 'sending') = (leased_until IS NOT NULL)),
            UNIQUE (notice_id, endpoint_id),
            UNIQUE (notice_id, recipient_id)
        ){rows};
        CREATE INDEX notice_deliveries_by_due ON notice_deliveries (due_at) WHERE state = 'planned';
        CREATE INDEX notice_deliveries_by_lease ON notice_deliveries (leased_until) WHERE state = 'sending';
        CREATE INDEX notice_deliveries_by_endpoint ON notice_deliveries (endpoint_id, id)
            WHERE endpoint_id IS NOT NULL;
        CREATE INDEX notice_deliveries_by_recipient ON notice_deliveries (recipient_id, id)
            WHERE recipient_id IS NOT NULL;
        """)
}
