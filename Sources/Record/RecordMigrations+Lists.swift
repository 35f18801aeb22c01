package import Storage

extension RecordMigrations {
    /// What lists of groups and of people are ordered and narrowed by, without reading what they leave out.
    package static let lists: [Migration] = [keepers, peopleOrders]

    private static let keepers = Migration(
        "2026-11-24 keepers of groups",
        """
        CREATE INDEX group_profiles_by_keeper ON group_profiles (keeper_id, group_id) WHERE keeper_id IS NOT NULL;
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
