package import Storage

/// The record's tables. Append only: a migration that has shipped is never edited.
package enum RecordMigrations {
    package static let all: [Migration] = first + later + latest + newest + lists + speed + retention
    /// Those that came before any of another room; a database runs them first.
    package static let first: [Migration] = [ground, reactors, value]
    package static let later: [Migration] = [keeping]
    /// Those that a database runs after all others that were there before them.
    package static let latest: [Migration] = [merges, nameWords, search, finding]
    package static let newest: [Migration] = [topics, needs, latestAnswers]

    private static let ground = Migration(
        "2026-11-23 record",
        """
        CREATE TABLE groups (
            id {id} NOT NULL PRIMARY KEY,
            network {text} NOT NULL CHECK (network <> ''),
            name {text} NOT NULL CHECK (name <> ''),
            kind {text} NOT NULL DEFAULT '',
            zone {text} NOT NULL CHECK (zone <> ''),
            is_presence {small} NOT NULL CHECK (is_presence IN (0, 1)),
            shard {small} NOT NULL CHECK (shard >= 1),
            revision {id} NOT NULL,
            is_settled {small} NOT NULL DEFAULT 1 CHECK (is_settled IN (0, 1)),
            created_at {instant} NOT NULL,
            UNIQUE (network, name)
        ){rows};
        CREATE TABLE group_bots (
            group_id {id} NOT NULL REFERENCES groups (id),
            name {text} NOT NULL,
            is_bridge {small} NOT NULL CHECK (is_bridge IN (0, 1)),
            PRIMARY KEY (group_id, name)
        ){clustered};
        CREATE TABLE people (
            id {id} NOT NULL PRIMARY KEY,
            name {text} NOT NULL,
            erased_at {instant}
        ){rows};
        CREATE TABLE handles (
            id {id} NOT NULL PRIMARY KEY,
            network {text} NOT NULL,
            scope {id} NOT NULL,
            key {text} NOT NULL,
            name {text} NOT NULL,
            person_id {id} REFERENCES people (id),
            first_instant {instant},
            first_place {count},
            UNIQUE (network, scope, key)
        ){rows};
        CREATE INDEX handles_by_person ON handles (person_id);
        CREATE TABLE found_bots (
            group_id {id} NOT NULL REFERENCES groups (id),
            handle_id {id} NOT NULL REFERENCES handles (id),
            is_bridge {small} NOT NULL CHECK (is_bridge IN (0, 1)),
            PRIMARY KEY (group_id, handle_id)
        ){clustered};
        CREATE TABLE shards (
            shard {small} NOT NULL PRIMARY KEY,
            last_seq {count} NOT NULL CHECK (last_seq >= 0)
        ){rows};
        CREATE TABLE events (
            shard {small} NOT NULL,
            seq {count} NOT NULL,
            group_id {id} NOT NULL REFERENCES groups (id),
            instant {instant} NOT NULL,
            place {count} NOT NULL,
            kind {small} NOT NULL,
            event_key {bytes} NOT NULL,
            sender_id {id} NOT NULL REFERENCES handles (id),
            sender_name_id {id} REFERENCES handles (id),
            speaker_id {id} REFERENCES handles (id),
            target_id {id} REFERENCES handles (id),
            body {text},
            reply_key {bytes},
            mentions {bytes},
            scene {text},
            PRIMARY KEY (shard, seq),
            UNIQUE (group_id, event_key)
        ){rows};
        CREATE INDEX events_by_time ON events (group_id, instant, place);
        CREATE INDEX events_by_reply ON events (group_id, reply_key) WHERE reply_key IS NOT NULL;
        CREATE TABLE group_totals (
            group_id {id} NOT NULL PRIMARY KEY REFERENCES groups (id),
            events {count} NOT NULL CHECK (events >= 0),
            messages {count} NOT NULL CHECK (messages >= 0),
            messages_bot {count} NOT NULL CHECK (messages_bot >= 0),
            joins {count} NOT NULL CHECK (joins >= 0),
            leaves {count} NOT NULL CHECK (leaves >= 0),
            sessions {count} NOT NULL CHECK (sessions >= 0),
            renames {count} NOT NULL CHECK (renames >= 0),
            people {count} NOT NULL CHECK (people >= 0),
            active {count} NOT NULL CHECK (active >= 0),
            members {count} NOT NULL CHECK (members >= 0),
            first_instant {instant} NOT NULL,
            last_instant {instant} NOT NULL,
            first_day {day} NOT NULL,
            last_day {day} NOT NULL
        ){rows};
        CREATE TABLE memberships (
            group_id {id} NOT NULL REFERENCES groups (id),
            person_id {id} NOT NULL REFERENCES people (id),
            first_joined_at {instant} NOT NULL,
            first_joined_day {day} NOT NULL,
            joined_at {instant} NOT NULL,
            left_at {instant},
            join_implied {small} NOT NULL CHECK (join_implied IN (0, 1)),
            stays {count} NOT NULL CHECK (stays >= 1),
            messages {count} NOT NULL CHECK (messages >= 0),
            first_message_at {instant},
            last_message_at {instant},
            PRIMARY KEY (group_id, person_id),
            CHECK (left_at IS NULL OR left_at >= joined_at)
        ){clustered};
        CREATE INDEX memberships_by_person ON memberships (person_id);
        CREATE TABLE stays (
            group_id {id} NOT NULL,
            person_id {id} NOT NULL,
            number {count} NOT NULL CHECK (number >= 1),
            joined_at {instant} NOT NULL,
            joined_day {day} NOT NULL,
            left_at {instant},
            left_day {day},
            join_implied {small} NOT NULL CHECK (join_implied IN (0, 1)),
            join_scene {text},
            quit_scene {text},
            inviter_id {id},
            PRIMARY KEY (group_id, person_id, number),
            CHECK (left_at IS NULL OR left_at >= joined_at),
            CHECK ((left_at IS NULL) = (left_day IS NULL))
        ){clustered};
        CREATE TABLE member_days (
            group_id {id} NOT NULL,
            day {day} NOT NULL,
            person_id {id} NOT NULL,
            messages {count} NOT NULL CHECK (messages >= 0),
            events {count} NOT NULL CHECK (events >= messages),
            hours {count} NOT NULL CHECK (hours >= 0),
            PRIMARY KEY (group_id, day, person_id)
        ){clustered};
        CREATE TABLE group_days (
            group_id {id} NOT NULL,
            day {day} NOT NULL,
            messages {count} NOT NULL CHECK (messages >= 0),
            messages_bot {count} NOT NULL CHECK (messages_bot >= 0),
            joins {count} NOT NULL CHECK (joins >= 0),
            joins_implied {count} NOT NULL CHECK (joins_implied >= 0),
            leaves {count} NOT NULL CHECK (leaves >= 0),
            sessions {count} NOT NULL CHECK (sessions >= 0),
            renames {count} NOT NULL CHECK (renames >= 0),
            active {count} NOT NULL CHECK (active >= 0),
            joins_of_present {count} NOT NULL CHECK (joins_of_present >= 0),
            leaves_of_absent {count} NOT NULL CHECK (leaves_of_absent >= 0),
            PRIMARY KEY (group_id, day)
        ){clustered};
        CREATE TABLE group_hours (
            group_id {id} NOT NULL,
            day {day} NOT NULL,
            hour {small} NOT NULL CHECK (hour BETWEEN 0 AND 23),
            messages {count} NOT NULL CHECK (messages >= 0),
            PRIMARY KEY (group_id, day, hour)
        ){clustered};
        CREATE TABLE edge_days (
            group_id {id} NOT NULL,
            day {day} NOT NULL,
            from_id {id} NOT NULL,
            to_id {id} NOT NULL CHECK (to_id <> from_id),
            weight {count} NOT NULL CHECK (weight >= 1),
            PRIMARY KEY (group_id, day, from_id, to_id)
        ){clustered};
        CREATE TABLE imports (
            group_id {id} NOT NULL REFERENCES groups (id),
            digest {id} NOT NULL,
            source {text} NOT NULL,
            events {count} NOT NULL,
            taken {count} NOT NULL CHECK (taken <= events),
            started_at {instant} NOT NULL,
            finished_at {instant},
            PRIMARY KEY (group_id, digest)
        ){clustered};
        """)

    private static let reactors = Migration(
        "2026-11-23 reactors",
        """
        CREATE TABLE reactors (
            name {text} NOT NULL,
            shard {small} NOT NULL,
            position {count} NOT NULL CHECK (position >= 0),
            leased_by {text},
            leased_until {instant},
            failing_seq {count},
            failures {count} NOT NULL DEFAULT 0 CHECK (failures >= 0),
            PRIMARY KEY (name, shard)
        ){clustered};
        CREATE TABLE events_set_aside (
            reactor {text} NOT NULL,
            shard {small} NOT NULL,
            seq {count} NOT NULL,
            reason {text} NOT NULL,
            set_aside_at {instant} NOT NULL,
            PRIMARY KEY (reactor, shard, seq)
        ){clustered};
        CREATE TABLE links (
            group_id {id} NOT NULL REFERENCES groups (id),
            url {text} NOT NULL,
            times {count} NOT NULL CHECK (times >= 1),
            first_instant {instant} NOT NULL,
            last_instant {instant} NOT NULL,
            PRIMARY KEY (group_id, url)
        ){clustered};
        """)

    /// What a message carries, questions and their answers, reactions, and how long a group lives (METRICS: Value, group
    /// death). Groups that have events already are folded anew before they are read again.
    private static let value = Migration(
        "2026-11-24 value",
        """
        ALTER TABLE groups ADD COLUMN observed_until {instant};
        ALTER TABLE events ADD COLUMN addressed {bytes};
        ALTER TABLE events ADD COLUMN traits {small} NOT NULL DEFAULT 0 CHECK (traits >= 0);
        ALTER TABLE group_totals ADD COLUMN died_day {day};
        ALTER TABLE group_totals ADD COLUMN second_day {day};
        ALTER TABLE group_totals ADD COLUMN last_speaker_id {id};
        ALTER TABLE group_totals ADD COLUMN last_speaking_day {day};
        ALTER TABLE group_days ADD COLUMN questions {count} NOT NULL DEFAULT 0 CHECK (questions >= 0);
        ALTER TABLE group_days ADD COLUMN answers {count} NOT NULL DEFAULT 0 CHECK (answers >= 0);
        ALTER TABLE group_days ADD COLUMN carrying {count} NOT NULL DEFAULT 0 CHECK (carrying >= 0);
        ALTER TABLE group_days ADD COLUMN reactions {count} NOT NULL DEFAULT 0 CHECK (reactions >= 0);
        ALTER TABLE member_days ADD COLUMN questions {count} NOT NULL DEFAULT 0 CHECK (questions >= 0);
        ALTER TABLE member_days ADD COLUMN answers {count} NOT NULL DEFAULT 0 CHECK (answers >= 0);
        ALTER TABLE member_days ADD COLUMN reactions {count} NOT NULL DEFAULT 0 CHECK (reactions >= 0);
        CREATE TABLE questions (
            group_id {id} NOT NULL REFERENCES groups (id),
            instant {instant} NOT NULL,
            place {count} NOT NULL,
            event_key {bytes} NOT NULL,
            day {day} NOT NULL,
            asker_id {id} NOT NULL,
            answers {count} NOT NULL CHECK (answers >= 0),
            answered_at {instant},
            answerer_id {id} CHECK (answerer_id <> asker_id),
            PRIMARY KEY (group_id, instant, place, event_key),
            CHECK ((answers = 0) = (answered_at IS NULL)),
            CHECK ((answered_at IS NULL) = (answerer_id IS NULL)),
            CHECK (answered_at IS NULL OR answered_at >= instant)
        ){clustered};
        UPDATE groups SET is_settled = 0
        WHERE EXISTS (SELECT 1 FROM group_totals t WHERE t.group_id = groups.id);
        """)

    /// The index that texts are found by; `SearchIndex` fills it.
    private static let search = Migration("2026-11-24 search", "{full-text search_words};")

    /// What people say of groups that no history tells: what a group is for, whose it is, at which stage, its tags.
    private static let keeping = Migration(
        "2026-11-24 keeping",
        """
        CREATE TABLE group_profiles (
            group_id {id} NOT NULL PRIMARY KEY REFERENCES groups (id),
            purpose {text} NOT NULL DEFAULT '',
            promise {text} NOT NULL DEFAULT '',
            owner {text} NOT NULL DEFAULT '',
            keeper_id {id},
            capacity {count} CHECK (capacity > 0),
            stage {text} NOT NULL DEFAULT ''
                CHECK (stage IN ('', 'seed', 'growing', 'active', 'fading', 'closed'))
        ){rows};
        CREATE TABLE group_stages (
            id {id} NOT NULL PRIMARY KEY,
            group_id {id} NOT NULL REFERENCES groups (id),
            set_at {instant} NOT NULL,
            stage {text} NOT NULL CHECK (stage IN ('', 'seed', 'growing', 'active', 'fading', 'closed')),
            reason {text} NOT NULL,
            set_by {text} NOT NULL
        ){rows};
        CREATE INDEX group_stages_by_group ON group_stages (group_id, id);
        {append-only group_stages};
        CREATE TABLE group_tags (
            group_id {id} NOT NULL REFERENCES groups (id),
            key {text} NOT NULL CHECK (key <> ''),
            tag {text} NOT NULL CHECK (tag <> ''),
            PRIMARY KEY (group_id, key)
        ){clustered};
        CREATE INDEX group_tags_by_key ON group_tags (key, group_id);
        CREATE TABLE group_edits (
            id {id} NOT NULL PRIMARY KEY,
            made_at {instant} NOT NULL,
            made_by {id} NOT NULL,
            kind {text},
            stage {text},
            undone_at {instant}
        ){rows};
        CREATE TABLE group_edit_rows (
            edit_id {id} NOT NULL REFERENCES group_edits (id),
            group_id {id} NOT NULL REFERENCES groups (id),
            kind {text} NOT NULL,
            stage {text} NOT NULL,
            tags_added {text} NOT NULL,
            tags_removed {text} NOT NULL,
            PRIMARY KEY (edit_id, group_id)
        ){clustered};
        """)

    /// What somebody asked and answered is found without reading a group's other questions, and what changed last without
    /// reading all groups.
    private static let finding = Migration(
        "2026-11-24 finding",
        """
        CREATE INDEX questions_by_asker ON questions (group_id, asker_id, instant);
        CREATE INDEX questions_by_answerer ON questions (group_id, answerer_id, instant) WHERE answerer_id IS NOT NULL;
        CREATE INDEX groups_by_revision ON groups (revision);
        """)
}
