package import Kernel
package import Storage

/// Why a group is on the list of the day. The raw value is what is stored, what JSON shows, and the end of text keys.
package enum TodayConcern: String, Sendable, CaseIterable {
    case closed, cooling, leaving, noisy
    case newcomersSilent = "newcomers_silent"
    case dying
    /// Questions that nobody has answered for a day, where most of what is asked stays so.
    case waiting

    package init(_ standing: StandingConcern) { self = TodayConcern(rawValue: standing.rawValue) ?? .cooling }

    /// The figures that it rests on, by their keys in METRICS.
    package var figures: [String] {
        switch self {
        case .closed, .cooling: ["mau"]
        case .leaving: ["leaves", "joins", "members"]
        case .noisy: ["noise_day", "messages"]
        case .newcomersSilent: ["retention"]
        case .dying: ["dying_risk", "mau"]
        case .waiting: ["answered_ratio", "question"]
        }
    }

    /// Keys of the advice that speaks of the same in a report.
    package var advice: Set<String> {
        switch self {
        case .closed: ["closed"]
        case .cooling: ["cooling", "fading"]
        case .leaving: ["leaving", "leaving_peak"]
        case .noisy: ["noisy"]
        case .newcomersSilent: ["newcomers_silent"]
        case .dying: ["dying"]
        case .waiting: ["unanswered", "slow_answers"]
        }
    }

    /// Of the people whom the advised step names: those who fell silent, or those who answer.
    package var asks: People? {
        switch self {
        case .closed, .cooling: .silent
        case .dying, .waiting: .answerers
        case .leaving, .noisy, .newcomersSilent: nil
        }
    }

    package enum People: Sendable { case silent, answerers }

    /// What stands on the list of the day where a report, of a group or of several, gives an advice.
    package static func concerns(of advice: String) -> Set<TodayConcern> {
        switch advice {
        case "community_died": [.closed]
        case "community_quiet": [.closed, .cooling]
        case "community_faded": [.cooling, .dying]
        case "community_leaving": [.leaving]
        default: Set(allCases.filter { $0.advice.contains(advice) })
        }
    }
}

/// Something that somebody should see to in a group, as the figures are.
package struct TodayFinding: Hashable, Sendable {
    package var group: GroupID
    package var concern: TodayConcern
    /// For how many people it is worth to look at it.
    package var worth: Double

    package init(group: GroupID, concern: TodayConcern, worth: Double) {
        (self.group, self.concern, self.worth) = (group, concern, worth)
    }

    /// All there is, over all groups, from what is counted of each ahead, and from questions of the last eight days.
    package static func all(at now: Instant, in transaction: Transaction) throws -> [TodayFinding] {
        let query: SQL = """
            SELECT s.group_id, s.kind, s.stage, s.members, s.mau, s.mau_before, s.joins, s.leaves, s.noise_days,
                s.newcomers, s.retention, s.risk
            FROM group_standings s WHERE \(sql: StandingConcern.condition)
            """
        var found = try transaction.all(query, ConcernFacts.init(row:)).flatMap { facts in
            facts.concerns.map {
                TodayFinding(group: facts.group, concern: TodayConcern($0.concern), worth: $0.people)
            }
        }
        for waiting in try WaitingQuestions.all(.all, at: now, limit: mostWaiting, in: transaction) {
            found.append(TodayFinding(group: waiting.group, concern: .waiting, worth: Double(waiting.count)))
        }
        return found
    }

    /// With more groups in which questions wait, questions are not what is wrong.
    private static let mostWaiting = 2_000

    /// Who may be asked for help with it: the three who said most in the 28 days before and nothing since, or the three
    /// who answered most in these 28 days.
    package static func people(
        _ concern: TodayConcern, in group: GroupID, until last: CivilDay, in transaction: Transaction
    ) throws -> [PersonID] {
        guard let asks = concern.asks else { return [] }
        let recent = last.advanced(by: -27)
        let order: SQL =
            switch asks {
            case .silent:
                """
                HAVING SUM(CASE WHEN day >= \(recent) THEN messages ELSE 0 END) = 0 AND SUM(messages) >= 3
                ORDER BY SUM(messages) DESC, person_id
                """
            case .answerers:
                """
                HAVING SUM(CASE WHEN day >= \(recent) THEN answers ELSE 0 END) > 0
                ORDER BY SUM(CASE WHEN day >= \(recent) THEN answers ELSE 0 END) DESC, person_id
                """
            }
        return try transaction.all(
            """
            SELECT person_id FROM member_days
            WHERE group_id = \(group) AND day BETWEEN \(last.advanced(by: -55)) AND \(last)
            GROUP BY person_id \(sql: order) LIMIT 3
            """
        ) { $0.id(0) }
    }
}

/// A question that waits, to be answered today.
package struct WaitingQuestion: Sendable, Equatable {
    package var askedAt: Instant
    package var asker: PersonID
    /// Nil where it is erased.
    package var name: String?
    /// How it begins; nil where its text is not kept.
    package var text: String?

    /// The newest that were asked in the week before `now` and more than a day ago, and that nobody has answered.
    package static func newest(
        of group: GroupID, at now: Instant, limit: Int, in transaction: Transaction
    ) throws -> [WaitingQuestion] {
        let (from, to) = (now.advanced(bySeconds: -8 * 86_400), now.advanced(bySeconds: -86_400))
        return try transaction.all(
            """
            SELECT q.instant, q.asker_id, p.name, SUBSTR(e.body, 1, 400) FROM questions q
            LEFT JOIN people p ON p.id = q.asker_id
            LEFT JOIN events e ON e.group_id = q.group_id AND e.event_key = q.event_key
            WHERE q.group_id = \(group) AND q.instant BETWEEN \(from) AND \(to) AND q.answered_at IS NULL
            ORDER BY q.instant DESC, q.place DESC, q.event_key DESC LIMIT \(limit)
            """
        ) { row in
            let name = row.optionalString(2).flatMap { $0.isEmpty ? nil : $0 }
            let text = row.optionalString(3).map { OpenQuestion.excerpt($0) }.flatMap { $0.isEmpty ? nil : $0 }
            return WaitingQuestion(askedAt: row.instant(0), asker: row.id(1), name: name, text: text)
        }
    }
}
