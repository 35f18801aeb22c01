package import Storage

extension RecordMigrations {
    /// What is read without reading all, however long the log.
    package static let speed: [Migration] = [linkedEvents, questionsOnce, searchByStretches]

    /// Messages with links are found without reading the others (`EventSelection`).
    private static let linkedEvents = Migration(
        "2026-11-24 linked events",
        "CREATE INDEX events_with_links ON events (shard, seq) WHERE traits & 2 <> 0;")

    /// Of a question's answers only the first is kept: how many there were nobody asks, and counting them would touch every
    /// open question of whoever is mentioned.
    private static let questionsOnce = Migration(
        "2026-11-24 first answers",
        """
        ALTER TABLE questions RENAME TO questions_counted;
        DROP INDEX questions_by_asker;
        DROP INDEX questions_by_answerer;
        CREATE TABLE questions (
            group_id {id} NOT NULL REFERENCES groups (id),
            instant {instant} NOT NULL,
            place {count} NOT NULL,
            event_key {bytes} NOT NULL,
            day {day} NOT NULL,
            asker_id {id} NOT NULL,
            answered_at {instant},
            answerer_id {id} CHECK (answerer_id <> asker_id),
            PRIMARY KEY (group_id, instant, place, event_key),
            CHECK ((answered_at IS NULL) = (answerer_id IS NULL)),
            CHECK (answered_at IS NULL OR answered_at >= instant)
        ){clustered};
        INSERT INTO questions (group_id, instant, place, event_key, day, asker_id, answered_at, answerer_id)
            SELECT group_id, instant, place, event_key, day, asker_id, answered_at, answerer_id FROM questions_counted;
        DROP TABLE questions_counted;
        CREATE INDEX questions_by_asker ON questions (group_id, asker_id, instant);
        CREATE INDEX questions_by_answerer ON questions (group_id, answerer_id, instant) WHERE answerer_id IS NOT NULL;
        """)

    /// PostgreSQL's index of texts is made anew, and filled anew in the background.
    private static let searchByStretches = Migration(
        "2026-11-24 search by stretches",
        """
        {full-text-by-stretches search_words};
        {postgres} DELETE FROM events_set_aside WHERE reactor = 'search';
        {postgres} UPDATE reactors SET position = 0 WHERE name = 'search';
        """)
}
