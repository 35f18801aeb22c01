internal import Storage
internal import Words

/// A table of what was counted of a week: its columns behind those of the group and the week.
struct TopicTable<Item> {
    struct Field {
        let name: String
        let kind: Columns.Kind
        let append: (Column, Item) -> Void

        init(_ name: String, _ kind: Columns.Kind = .int64, _ append: @escaping (Column, Item) -> Void) {
            (self.name, self.kind, self.append) = (name, kind, append)
        }
    }

    let name: String
    let fields: [Field]
}

/// The tables of a week's counts.
enum TopicTables {
    static let names = ["topic_words", "topic_pairs", "topic_speakers", "topic_answers"]

    static var words: TopicTable<TopicWord> {
        TopicTable(
            name: "topic_words",
            fields: [
                .init("kind") { $0.append($1.kind.rawValue) }, .init("word", .text) { $0.append($1.word) },
                .init("messages") { $0.append($1.messages) }, .init("speakers") { $0.append($1.speakers) },
            ])
    }

    static var pairs: TopicTable<TopicPair> {
        TopicTable(
            name: "topic_pairs",
            fields: [
                .init("word", .text) { $0.append($1.word) }, .init("other", .text) { $0.append($1.other) },
                .init("together") { $0.append($1.together) }, .init("strength") { $0.append($1.strength) },
            ])
    }

    static var tellers: TopicTable<TopicTeller> {
        TopicTable(
            name: "topic_speakers",
            fields: [
                .init("word", .text) { $0.append($1.word) }, .init("person_id") { $0.append($1.person) },
                .init("messages") { $0.append($1.messages) },
            ])
    }

    static var answers: TopicTable<TopicAnswer> {
        TopicTable(
            name: "topic_answers",
            fields: [
                .init("word", .text) { $0.append($1.word) }, .init("question_key", .bytes) { $0.append($1.question) },
                .init("answer_key", .bytes) { $0.append($1.answer) }, .init("asked_at") { $0.append($1.askedAt) },
                .init("asker_id") { $0.append($1.asker) }, .init("answerer_id") { $0.append($1.answerer) },
                .init("is_thanked") { $0.append($1.isThanked) },
            ])
    }
}
