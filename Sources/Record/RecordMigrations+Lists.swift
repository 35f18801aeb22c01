package import Storage

extension RecordMigrations {
    /// What lists of groups and of people are ordered and narrowed by, without reading what they leave out.
    package static let lists: [Migration] = [keepers, peopleOrders]
    /// How long texts are kept.
    package static let retention: [Migration] = [retentions]

    private static let keepers = Migration(
        "2026-11-24 keepers of groups",
        """
        CREATE INDEX group_profiles_by_keeper ON group_profiles (keeper_id, group_id) WHERE keeper_id IS NOT NULL;
        """)

    /// `text_retentions` has group 0 for the whole community; without days for ever. `text_retention_marks` says up to when
    /// a group's texts are forgotten, `text_retention_passes` what is yet to be told of in the audit log.
    private static let retentions = Migration(
        "2026-11-24 text retention",
        """
        CREATE TABLE text_retentions (
            group_id {id} NOT NULL PRIMARY KEY,
            days {count} CHECK (days >= 0),
            set_at {instant} NOT NULL
        ){rows};
        CREATE TABLE text_retention_marks (
            group_id {id} NOT NULL PRIMARY KEY REFERENCES groups (id),
            forgotten_until {instant} NOT NULL
        ){rows};
        CREATE TABLE text_retention_passes (
            id {small} NOT NULL PRIMARY KEY CHECK (id = 1),
            texts {count} NOT NULL CHECK (texts >= 0)
        ){rows};
        """)

    /// `person_standings` follows from the memberships; `PersonKeeper` keeps it by what is noted in `person_changes`.
    private static let peopleOrders = Migration(
        "2026-11-24 orders of people",
        """
        CREATE TABLE person_standings (
            person_id {id} NOT NULL PRIMARY KEY,
            messages {count} NOT NULL CHECK (messages >= 0),
            last_spoke {instant} NOT NULL,
            name_key {bytes} NOT NULL
        ){rows};
        CREATE INDEX person_standings_by_messages ON person_standings (messages, person_id);
        CREATE INDEX person_standings_by_last ON person_standings (last_spoke, person_id);
        CREATE INDEX person_standings_by_name ON person_standings (name_key, person_id);
        CREATE TABLE person_changes (
            person_id {id} NOT NULL,
            group_id {id} NOT NULL,
            PRIMARY KEY (person_id, group_id)
        ){clustered};
        INSERT INTO person_changes (person_id, group_id) SELECT m.person_id, m.group_id FROM memberships m;
        CREATE INDEX memberships_by_messages ON memberships (group_id, messages, person_id);
        CREATE INDEX memberships_by_last ON memberships (group_id, (COALESCE(last_message_at, 0)), person_id);
        """)
}
