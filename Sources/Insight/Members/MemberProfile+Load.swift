package import Kernel
package import Storage

extension MemberProfile {
    /// Reads somebody's profile; nil where there is nobody of this id, or nobody who was ever in one of the groups.
    package static func load(
        _ id: PersonID, in scope: GroupChoice, at now: Instant, in transaction: Transaction
    ) throws -> MemberProfile? {
        // Whoever was merged is shown as whom they are counted as.
        let id =
            try transaction.first("SELECT COALESCE(counted_as, id) FROM people WHERE id = \(id)") { $0.id(0) } ?? id
        let person = try transaction.first("SELECT name, erased_at FROM people WHERE id = \(id)") {
            MemberProfile(id: id, name: $0.string(0), isErased: !$0.isNull(1))
        }
        guard var profile = person else { return nil }
        profile.places = try places(of: id, scope, in: transaction)
        guard !profile.places.isEmpty else { return nil }
        try profile.addNames(scope, in: transaction)
        try profile.addParts(in: transaction)
        try profile.addRhythm(until: now, in: transaction)
        try profile.addQuestions(in: transaction)
        profile.hints = try MemberHint.all(of: id, scope, in: transaction)
        try profile.addStays(in: transaction)
        profile.moments.sort { ($1.instant, $0.kind.rawValue) < ($0.instant, $1.kind.rawValue) }
        return profile
    }

    private static func places(
        of id: PersonID, _ scope: GroupChoice, in transaction: Transaction
    ) throws -> [Place] {
        try transaction.all(
            """
            SELECT m.group_id, g.name, g.zone, m.first_joined_at, m.joined_at, m.join_implied, m.left_at, m.stays,
                m.messages, m.last_message_at, s.join_scene, s.inviter_id, i.name
            FROM memberships m JOIN groups g ON g.id = m.group_id
            LEFT JOIN stays s ON s.group_id = m.group_id AND s.person_id = m.person_id AND s.number = m.stays
            LEFT JOIN people i ON i.id = s.inviter_id
            WHERE m.person_id = \(id) AND \(sql: scope.holds("m.group_id")) ORDER BY m.messages DESC, m.group_id
            """
        ) { row in
            Place(
                group: row.id(0), name: row.string(1), zone: row.string(2), firstJoined: row.instant(3),
                joined: row.instant(4), isJoinImplied: row.bool(5), left: row.optionalInstant(6), stays: row.int(7),
                messages: row.int(8), lastMessage: row.optionalInstant(9), scene: row.optionalString(10),
                inviter: row.optionalID(11), inviterName: row.optionalString(12))
        }
    }

    private mutating func addNames(_ scope: GroupChoice, in transaction: Transaction) throws {
        var found: [(name: String, first: Instant?, group: GroupID?, network: String, key: String)] = []
        try transaction.forEach(
            """
            SELECT h.name, h.first_instant, h.scope, h.network, h.key FROM people p JOIN handles h ON h.person_id = p.id
            WHERE (p.id = \(id) OR p.counted_as = \(id)) AND h.name <> ''
                AND (h.scope = 0 OR \(sql: scope.holds("h.scope"))) ORDER BY h.id
            """
        ) { row in
            let group = row.int64(2)
            found.append(
                (row.string(0), row.optionalInstant(1), group == 0 ? nil : GroupID(group), row.string(3), row.string(4))
            )
        }
        let groupNames = Dictionary(places.map { ($0.group, $0.name) }, uniquingKeysWith: { first, _ in first })
        for handle in found {
            if !names.contains(handle.name) { names.append(handle.name) }
            guard let group = handle.group else {
                networkIDs.append("\(handle.network) · \(handle.key)")
                continue
            }
            guard let first = handle.first else { continue }
            moments.append(
                Moment(
                    kind: .named, instant: first, group: group, groupName: groupNames[group], detail: handle.name))
        }
    }

    /// Their part in each group, by the same rules as a group's own report.
    private mutating func addParts(in transaction: Transaction) throws {
        for index in places.indices.prefix(Self.rolesShown) where places[index].left == nil {
            let group = places[index].group
            let last = try transaction.first("SELECT last_day FROM group_totals WHERE group_id = \(group)") {
                $0.day(0)
            }
            guard let last else { continue }
            let window = DayRange(ending: last, count: 28)
            var numbering = Numbering()
            var active: [Bool] = []
            func number(_ person: Int64) -> Int32 {
                let number = numbering.number(of: UInt64(bitPattern: person))
                while active.count <= Int(number) { active.append(false) }
                return number
            }
            try transaction.forEach(
                """
                SELECT DISTINCT person_id FROM member_days
                WHERE group_id = \(group) AND day BETWEEN \(window.from) AND \(window.to) AND messages > 0
                """
            ) { active[Int(number($0.int64(0)))] = true }
            let own = Int(number(id.value))
            guard active[own] else {
                places[index].part = .silent
                continue
            }
            var graph = InteractionGraph()
            try transaction.forEach(
                """
                SELECT from_id, to_id, CAST(SUM(weight) AS BIGINT) FROM edge_days
                WHERE group_id = \(group) AND day BETWEEN \(window.from) AND \(window.to) GROUP BY from_id, to_id
                """
            ) { graph.add(from: number($0.int64(0)), to: number($0.int64(1)), weight: $0.int(2)) }
            places[index].part = GraphRoles(graph, active: active).isCore(own) ? .core : .edge
        }
    }

    private mutating func addRhythm(until now: Instant, in transaction: Transaction) throws {
        let lastSpoken = lastMessage ?? now
        var clock = CivilZone(places[0].zone) ?? .utc
        let last = clock.civil(lastSpoken).day.monday
        let first = last.advanced(by: -7 * (Self.weeksShown - 1))
        var counts = [Int](repeating: 0, count: Self.weeksShown)
        for place in places where place.messages > 0 {
            try transaction.forEach(
                """
                SELECT day, messages, hours FROM member_days
                WHERE group_id = \(place.group) AND day BETWEEN \(first) AND \(last.advanced(by: 6)) AND person_id = \(id)
                """
            ) { row in
                counts[min(max(0, first.distance(to: row.day(0)) / 7), Self.weeksShown - 1)] += row.int(1)
                for hour in 0..<24 where row.int64(2) & (1 << Int64(hour)) != 0 { hours[hour] += 1 }
            }
        }
        weeks = counts.indices.map { Week(monday: first.advanced(by: 7 * $0), messages: counts[$0]) }
    }

    private mutating func addQuestions(in transaction: Transaction) throws {
        for place in places where place.messages > 0 {
            let group = place.group
            let counts = try transaction.first(
                """
                SELECT (SELECT COUNT(*) FROM questions WHERE group_id = \(group) AND asker_id = \(id)),
                    (SELECT COUNT(*) FROM questions WHERE group_id = \(group) AND answerer_id = \(id))
                """
            ) { ($0.int(0), $0.int(1)) }
            guard let counts, counts.0 + counts.1 > 0 else { continue }
            askedCount += counts.0
            answeredCount += counts.1
            if counts.0 > 0 { asked += try questions(of: place, "asker_id", in: transaction) }
            if counts.1 > 0 { answered += try questions(of: place, "answerer_id", in: transaction) }
        }
        asked = Array(asked.sorted { $0.instant > $1.instant }.prefix(Self.questionsShown))
        answered = Array(answered.sorted { $0.instant > $1.instant }.prefix(Self.questionsShown))
    }

    /// The last questions of a group in which this person is the one of `column`.
    private func questions(of place: Place, _ column: String, in transaction: Transaction) throws -> [Asked] {
        try transaction.all(
            """
            SELECT q.instant, q.answered_at, SUBSTR(e.body, 1, 400) FROM questions q
            LEFT JOIN events e ON e.group_id = q.group_id AND e.event_key = q.event_key
            WHERE q.group_id = \(place.group) AND q.\(raw: column) = \(id)
            ORDER BY q.instant DESC LIMIT \(Self.questionsShown)
            """
        ) { row in
            let text = row.optionalString(2).map { OpenQuestion.excerpt($0) }
            return Asked(
                group: place.group, groupName: place.name, instant: row.instant(0),
                text: text?.isEmpty == true ? nil : text, isAnswered: !row.isNull(1))
        }
    }

    private mutating func addStays(in transaction: Transaction) throws {
        for place in places {
            let (group, name) = (place.group, place.name)
            try transaction.forEach(
                """
                SELECT s.joined_at, s.join_implied, s.join_scene, i.name, s.left_at, s.quit_scene FROM stays s
                LEFT JOIN people i ON i.id = s.inviter_id
                WHERE s.group_id = \(group) AND s.person_id = \(id) ORDER BY s.number DESC LIMIT 200
                """
            ) { row in
                if !row.bool(1) {
                    moments.append(
                        Moment(
                            kind: .joined, instant: row.instant(0), group: group, groupName: name,
                            detail: row.optionalString(3)))
                }
                guard let left = row.optionalInstant(4) else { return }
                let kind: Moment.Kind = row.optionalString(5) == "removed" ? .removed : .left
                moments.append(Moment(kind: kind, instant: left, group: group, groupName: name, detail: nil))
            }
            let first: SQL = """
                SELECT first_message_at FROM memberships WHERE group_id = \(group) AND person_id = \(id)
                """
            if let spoke = try transaction.first(first, { $0.optionalInstant(0) }) ?? nil {
                moments.append(
                    Moment(kind: .firstWords, instant: spoke, group: group, groupName: name, detail: nil))
            }
        }
    }
}
