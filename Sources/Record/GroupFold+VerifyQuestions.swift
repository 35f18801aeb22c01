import Kernel
import Storage

extension GroupFold {
    private static let questionColumns = [
        "instant", "place", "day", "asker_id", "answered_at", "answerer_id",
    ]

    /// Where the stored questions differ from those tallied since nothing was.
    func questionDifferences(in transaction: Transaction) throws -> [Discrepancy] {
        var found: [Discrepancy] = []
        var missing = tally.questions
        let columns = (["event_key"] + Self.questionColumns).joined(separator: ", ")
        try transaction.forEach("SELECT \(raw: columns) FROM questions WHERE group_id = \(group.id)") { row in
            let key = row.eventKey(0)
            let stored = Self.questionColumns.indices.map { row.optionalInt64($0 + 1) }
            let name = "event \(key.bytes.map { String($0, radix: 16) }.joined(separator: " "))"
            guard let counted = missing.removeValue(forKey: key).map(values) else {
                let text = stored.map { $0.map(String.init) ?? "–" }.joined(separator: ", ")
                return found.append(Discrepancy(place: "questions.row", row: name, stored: text, counted: nil))
            }
            for (index, column) in Self.questionColumns.enumerated() where stored[index] != counted[index] {
                found.append(
                    Discrepancy(
                        place: "questions.\(column)", row: name, stored: stored[index].map(String.init),
                        counted: counted[index].map(String.init)))
            }
        }
        for question in missing.values.sorted(by: { $0.point < $1.point }) {
            let text = values(question).map { $0.map(String.init) ?? "–" }.joined(separator: ", ")
            found.append(
                Discrepancy(place: "questions.row", row: "\(question.point.instant)", stored: nil, counted: text))
        }
        return found
    }

    private func values(_ question: Question) -> [Int64?] {
        [
            question.point.instant.milliseconds, question.point.place, Int64(question.day.number),
            id(question.asker), question.answeredAt?.milliseconds, question.answerer.map { id($0) },
        ]
    }
}
