import Insight
import Kernel
import Storage

extension SmallGroup {
    /// Writes the group's rollups as the record would have.
    func write(_ group: GroupID, label: GroupLabel = SmallGroup.label, in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO groups (id, network, name, kind, zone, is_presence, shard, revision, created_at)
            VALUES (\(group), \(label.network), \(label.name), \(label.kind ?? ""), \(label.zone),
                \(label.isPresence), 1, 1, 0)
            """)
        guard let data else { return }
        try writeTotals(group, data, in: transaction)
        try writePeople(group, in: transaction)
        try writeDays(group, in: transaction)
        for row in hours {
            try transaction.execute(
                """
                INSERT INTO group_hours (group_id, day, hour, messages)
                VALUES (\(group), \(row.day), \(row.hour), \(row.messages))
                ON CONFLICT (group_id, day, hour) DO UPDATE SET messages = group_hours.messages + excluded.messages
                """)
        }
        for row in edges {
            try transaction.execute(
                """
                INSERT INTO edge_days (group_id, day, from_id, to_id, weight)
                VALUES (\(group), \(row.day), \(id(row.from)), \(id(row.to)), \(row.weight))
                """)
        }
    }

    private func writeTotals(_ group: GroupID, _ data: DayRange, in transaction: Transaction) throws {
        let report = self.report(data)
        let sums = report.totals.sums
        try transaction.execute(
            """
            INSERT INTO group_totals (group_id, events, messages, messages_bot, joins, leaves, sessions, renames, people,
                active, members, first_instant, last_instant, first_day, last_day)
            VALUES (\(group), 0, \(sums.messages), \(sums.messagesOfBots), \(sums.joins), \(sums.leaves),
                \(sums.sessions), \(sums.renames), \(report.totals.peopleSeen), \(report.totals.active),
                \(report.totals.members), 0, 0, \(data.from), \(data.to))
            """)
    }

    private func writePeople(_ group: GroupID, in transaction: Transaction) throws {
        for person in people {
            try transaction.execute(
                "INSERT INTO people (id, name) VALUES (\(id(person)), 'p') ON CONFLICT (id) DO NOTHING")
        }
        for span in spans {
            let last = span.lastMessage.map { instant($0) }
            try transaction.execute(
                """
                INSERT INTO memberships (group_id, person_id, first_joined_at, first_joined_day, joined_at, join_implied,
                    stays, messages, last_message_at)
                VALUES (\(group), \(id(Int64(span.person))), 0, \(span.firstJoined), 0, 0, 1, \(span.messages), \(last))
                """)
        }
        for (number, stay) in stays.enumerated() {
            let way = ways[number]
            try transaction.execute(
                """
                INSERT INTO stays (group_id, person_id, number, joined_at, joined_day, left_at, left_day, join_implied,
                    join_scene, quit_scene, inviter_id)
                VALUES (\(group), \(id(stay.person)), \(number + 1), 0, \(stay.joined), \(stay.left.map { _ in 0 }),
                    \(stay.left), \(implied.contains(number)), \(way?.scene), \(way?.quitScene),
                    \(way?.inviter.map { id($0) }))
                """)
        }
        for (number, question) in questions.enumerated() {
            let asked = instant(question.day)
            let answered = question.wait.map { asked.advanced(bySeconds: Int64($0) * 60) }
            let answerer = answered.map { _ in id(question.asker) - 1 }
            try transaction.execute(
                """
                INSERT INTO questions (group_id, instant, place, event_key, day, asker_id, answered_at, answerer_id)
                VALUES (\(group), \(asked), \(number), \(EventKey(sourceID: "\(number)")), \(question.day),
                    \(id(question.asker)), \(answered), \(answerer))
                """)
        }
    }

    private func instant(_ day: CivilDay) -> Instant { Instant(seconds: Int64(day.number) * 86_400 + 14_400) }

    private func writeDays(_ group: GroupID, in transaction: Transaction) throws {
        for row in memberDays {
            try transaction.execute(
                """
                INSERT INTO member_days (group_id, day, person_id, messages, events, hours, answers)
                VALUES (\(group), \(row.day), \(id(row.person)), \(row.messages), \(row.messages + 1),
                    \(hoursSpoken(row.person, row.day)), \(answered(row.person, row.day)))
                """)
        }
        for (day, figures) in groupDays {
            try transaction.execute(
                """
                INSERT INTO group_days (group_id, day, messages, messages_bot, joins, joins_implied, leaves, sessions,
                    renames, active, joins_of_present, leaves_of_absent, questions, answers, carrying, reactions)
                VALUES (\(group), \(day), \(figures.messages), \(figures.messagesOfBots), \(figures.joins),
                    \(figures.joinsImplied), \(figures.leaves), \(figures.sessions), \(figures.renames),
                    \(figures.active), \(figures.joinsOfPresent), \(figures.leavesOfAbsent),
                    \(figures.questions), \(figures.answers), \(figures.carrying), \(figures.reactions))
                """)
        }
    }
}
