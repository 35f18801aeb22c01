internal import Storage

extension RecordMigrations {
    /// What groups talk about by week; `TopicIndex` says which weeks are to be counted, `TopicKeeper` counts them.
    static let topics = Migration(
        "2026-11-24 topics",
        """
        CREATE TABLE topic_weeks (
            group_id {id} NOT NULL REFERENCES groups (id),
            week {day} NOT NULL,
            is_due {small} NOT NULL CHECK (is_due IN (0, 1)),
            is_frozen {small} NOT NULL DEFAULT 0 CHECK (is_frozen IN (0, 1)),
            marks {count} NOT NULL,
            counted_at {instant},
            messages {count} NOT NULL DEFAULT 0 CHECK (messages >= 0),
            speakers {count} NOT NULL DEFAULT 0 CHECK (speakers >= 0 AND speakers <= messages),
            uses {count} NOT NULL DEFAULT 0 CHECK (uses >= 0),
            PRIMARY KEY (group_id, week),
            CHECK (is_due = 0 OR is_frozen = 0)
        ){clustered};
        CREATE INDEX topic_weeks_due ON topic_weeks (group_id, week) WHERE is_due = 1;
        CREATE INDEX topic_weeks_by_week ON topic_weeks (week, uses, messages);
        CREATE TABLE topic_words (
            group_id {id} NOT NULL,
            week {day} NOT NULL,
            kind {small} NOT NULL CHECK (kind IN (1, 2, 3)),
            word {text} NOT NULL CHECK (word <> ''),
            messages {count} NOT NULL,
            speakers {count} NOT NULL CHECK (speakers >= 2 AND speakers <= messages),
            PRIMARY KEY (group_id, week, kind, word)
        ){clustered};
        CREATE INDEX topic_words_by_word ON topic_words (group_id, kind, word, week);
        CREATE INDEX topic_words_by_week ON topic_words (kind, word, week);
        CREATE TABLE topic_pairs (
            group_id {id} NOT NULL,
            week {day} NOT NULL,
            word {text} NOT NULL,
            other {text} NOT NULL CHECK (other <> word),
            together {count} NOT NULL CHECK (together >= 2),
            strength {count} NOT NULL CHECK (strength BETWEEN 0 AND 1000),
            PRIMARY KEY (group_id, week, word, other)
        ){clustered};
        CREATE INDEX topic_pairs_by_word ON topic_pairs (week, word);
        CREATE TABLE topic_speakers (
            group_id {id} NOT NULL,
            week {day} NOT NULL,
            word {text} NOT NULL,
            person_id {id} NOT NULL,
            messages {count} NOT NULL CHECK (messages >= 1),
            PRIMARY KEY (group_id, week, word, person_id)
        ){clustered};
        CREATE INDEX topic_speakers_by_person ON topic_speakers (person_id, group_id, week);
        CREATE TABLE topic_answers (
            group_id {id} NOT NULL,
            week {day} NOT NULL,
            word {text} NOT NULL,
            question_key {bytes} NOT NULL,
            answer_key {bytes} NOT NULL,
            asked_at {instant} NOT NULL,
            asker_id {id} NOT NULL,
            answerer_id {id} NOT NULL,
            is_thanked {small} NOT NULL CHECK (is_thanked IN (0, 1)),
            PRIMARY KEY (group_id, week, word, question_key)
        ){clustered};
        CREATE INDEX topic_answers_by_word ON topic_answers (word, week, group_id);
        CREATE INDEX topic_answers_by_answerer ON topic_answers (answerer_id, group_id, word);
        CREATE INDEX topic_answers_by_asker ON topic_answers (asker_id, group_id);
        CREATE TABLE community_words (
            week {day} NOT NULL,
            kind {small} NOT NULL,
            word {text} NOT NULL,
            groups {count} NOT NULL,
            messages {count} NOT NULL,
            speakers {count} NOT NULL,
            PRIMARY KEY (week, kind, word)
        ){clustered};
        CREATE INDEX community_words_by_word ON community_words (kind, word, week);
        """)

    /// The latest answers of all groups are found without reading all there are.
    static let latestAnswers = Migration(
        "2026-11-24 latest answers", "CREATE INDEX topic_answers_by_week ON topic_answers (week, group_id);")
}
