internal import Storage

extension RecordMigrations {
    /// What people say of who is who: a person merged into another, and back.
    ///
    /// `merged_handles` follows from the merges that stand: of each name they speak of, whom it is counted for.
    /// `people.counted_as` follows from it: the same by person, nothing where it is they themselves.
    static let merges = Migration(
        "2026-11-24 merges",
        """
        CREATE TABLE person_merges (
            id {id} NOT NULL PRIMARY KEY,
            from_person {id} NOT NULL REFERENCES people (id),
            from_handle {id} NOT NULL REFERENCES handles (id),
            into_person {id} NOT NULL REFERENCES people (id),
            into_handle {id} NOT NULL REFERENCES handles (id),
            merged_at {instant} NOT NULL,
            merged_by {text} NOT NULL,
            reason {text} NOT NULL,
            undone_at {instant},
            undone_by {text},
            undone_reason {text},
            CHECK (from_person <> into_person),
            CHECK (from_handle <> into_handle),
            CHECK ((undone_at IS NULL) = (undone_by IS NULL)),
            CHECK ((undone_at IS NULL) = (undone_reason IS NULL))
        ){rows};
        CREATE UNIQUE INDEX person_merges_standing ON person_merges (from_person) WHERE undone_at IS NULL;
        CREATE INDEX person_merges_by_from ON person_merges (from_person);
        CREATE INDEX person_merges_by_into ON person_merges (into_person);
        CREATE TABLE merged_handles (
            handle_id {id} NOT NULL PRIMARY KEY REFERENCES handles (id),
            person_id {id} NOT NULL REFERENCES people (id)
        ){rows};
        CREATE INDEX merged_handles_by_person ON merged_handles (person_id);
        CREATE TABLE merge_points (
            id {small} NOT NULL PRIMARY KEY CHECK (id = 1),
            point {count} NOT NULL CHECK (point >= 1)
        ){rows};
        ALTER TABLE people ADD COLUMN counted_as {id} CHECK (counted_as <> id);
        CREATE INDEX people_by_counted ON people (counted_as) WHERE counted_as IS NOT NULL;
        """)

    /// What names are found by: each word of a name, and each place within Chinese, Japanese and Korean.
    static let nameWords = Migration(
        "2026-11-24 name words",
        """
        CREATE TABLE name_words (
            word {bytes} NOT NULL,
            handle_id {id} NOT NULL REFERENCES handles (id),
            PRIMARY KEY (word, handle_id)
        ){clustered};
        CREATE INDEX name_words_by_handle ON name_words (handle_id);
        ALTER TABLE handles ADD COLUMN has_words {small} NOT NULL DEFAULT 0 CHECK (has_words IN (0, 1));
        CREATE INDEX handles_by_key ON handles (key);
        CREATE INDEX handles_without_words ON handles (id) WHERE has_words = 0;
        """)
}
