import Kernel
import Storage

extension GroupFold {
    func writeQuestions(in transaction: Transaction) throws {
        let rows = Columns([
            ("group_id", .int64), ("instant", .int64), ("place", .int64), ("event_key", .bytes), ("day", .int64),
            ("asker_id", .int64), ("answered_at", .int64), ("answerer_id", .int64),
        ])
        for question in tally.questions.values.sorted(by: { $0.point < $1.point }) {
            rows[0].append(group.id.value)
            rows[1].append(question.point.instant.milliseconds)
            rows[2].append(question.point.place)
            rows[3].append(question.point.key.bytes)
            rows[4].append(Int64(question.day.number))
            rows[5].append(id(question.asker))
            rows[6].append(question.answeredAt?.milliseconds)
            rows[7].append(question.answerer.map { id($0) })
        }
        try transaction.insert(
            into: "questions", rows,
            onConflict: """
                ON CONFLICT (group_id, instant, place, event_key) DO UPDATE SET
                answered_at = excluded.answered_at, answerer_id = excluded.answerer_id
                """)
    }

    func writeStays(in transaction: Transaction) throws {
        let rows = Columns([
            ("group_id", .int64), ("person_id", .int64), ("number", .int64), ("joined_at", .int64),
            ("joined_day", .int64), ("left_at", .int64), ("left_day", .int64), ("join_implied", .int64),
            ("join_scene", .text), ("quit_scene", .text), ("inviter_id", .int64),
        ])
        let ordered = tally.stays.sorted { (id($0.key.person), $0.key.number) < (id($1.key.person), $1.key.number) }
        for (key, stay) in ordered {
            rows[0].append(group.id.value)
            rows[1].append(id(key.person))
            rows[2].append(key.number)
            rows[3].append(stay.joinedAt.milliseconds)
            rows[4].append(Int64(stay.joinedDay.number))
            rows[5].append(stay.leftAt?.milliseconds)
            rows[6].append(stay.leftDay.map { Int64($0.number) })
            rows[7].append(stay.isImplied ? 1 : 0)
            rows[8].append(stay.joinScene)
            rows[9].append(stay.quitScene)
            rows[10].append(stay.inviter.flatMap { inviterID($0) })
        }
        try transaction.insert(
            into: "stays", rows,
            onConflict: """
                ON CONFLICT (group_id, person_id, number) DO UPDATE SET left_at = excluded.left_at,
                left_day = excluded.left_day, quit_scene = excluded.quit_scene
                """)
    }

    func inviterID(_ handle: Int32) -> Int64? {
        let person = counted(by: handle)
        return person >= 0 ? id(person) : nil
    }

    func writeMemberships(in transaction: Transaction) throws {
        let rows = Columns([
            ("group_id", .int64), ("person_id", .int64), ("first_joined_at", .int64), ("first_joined_day", .int64),
            ("joined_at", .int64), ("left_at", .int64), ("join_implied", .int64), ("stays", .int64),
            ("messages", .int64), ("first_message_at", .int64), ("last_message_at", .int64),
        ])
        let changed = Columns([("person_id", .int64), ("group_id", .int64)])
        for index in tally.touched.sorted(by: { id($0) < id($1) }) {
            let person = people[Int(index)]
            changed[0].append(person.id.value)
            changed[1].append(group.id.value)
            rows[0].append(group.id.value)
            rows[1].append(person.id.value)
            rows[2].append(person.firstJoinedAt.milliseconds)
            rows[3].append(Int64(person.firstJoinedDay.number))
            rows[4].append(person.stay.joinedAt.milliseconds)
            rows[5].append(person.stay.leftAt?.milliseconds)
            rows[6].append(person.stay.isImplied ? 1 : 0)
            rows[7].append(person.stays)
            rows[8].append(person.messages)
            rows[9].append(person.firstMessageAt?.milliseconds)
            rows[10].append(person.lastMessageAt?.milliseconds)
        }
        try transaction.insert(
            into: "memberships", rows,
            onConflict: """
                ON CONFLICT (group_id, person_id) DO UPDATE SET joined_at = excluded.joined_at,
                left_at = excluded.left_at, join_implied = excluded.join_implied, stays = excluded.stays,
                messages = excluded.messages, first_message_at = excluded.first_message_at,
                last_message_at = excluded.last_message_at
                """)
        try PersonStanding.note(changed, in: transaction)
    }

    func writeTotals(in transaction: Transaction) throws {
        guard totals.events > 0 else { return }
        try transaction.execute(
            """
            INSERT INTO group_totals (group_id, events, messages, messages_bot, joins, leaves, sessions, renames, people,
                active, members, first_instant, last_instant, first_day, last_day, died_day, second_day,
                last_speaker_id, last_speaking_day)
            VALUES (\(group.id), \(totals.events), \(totals.messages), \(totals.messagesBot), \(totals.joins),
                \(totals.leaves), \(totals.sessions), \(totals.renames), \(totals.people), \(totals.active),
                \(totals.members), \(totals.firstInstant), \(totals.lastInstant), \(totals.firstDay), \(totals.lastDay),
                \(totals.diedDay), \(totals.secondDay), \(totals.lastSpeaker.map { people[Int($0)].id }),
                \(totals.lastSpeakingDay))
            ON CONFLICT (group_id) DO UPDATE SET events = excluded.events, messages = excluded.messages,
                messages_bot = excluded.messages_bot, joins = excluded.joins, leaves = excluded.leaves,
                sessions = excluded.sessions, renames = excluded.renames, people = excluded.people,
                active = excluded.active, members = excluded.members, first_instant = excluded.first_instant,
                last_instant = excluded.last_instant, first_day = excluded.first_day, last_day = excluded.last_day,
                died_day = excluded.died_day, second_day = excluded.second_day,
                last_speaker_id = excluded.last_speaker_id, last_speaking_day = excluded.last_speaking_day
            """)
    }
}
