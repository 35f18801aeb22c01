package import Kernel
package import Storage

/// How many weeks and messages were counted.
package struct TopicOutcome: Sendable, Equatable {
    package var weeks = 0
    package var messages = 0
}

/// Counts what groups talked about in the weeks that `TopicIndex` has marked.
///
/// A week is read in a transaction that only reads, and written in one of its own where nothing has marked it since; so
/// counting stands in nobody's way, and several processes may be at it.
package struct TopicKeeper: Sendable {
    private let store: Store
    private let world: World

    private static let page = 100
    /// A week with more messages than this is counted again at most so often while the group talks on.
    private static let large = 2_000
    private static let waitMilliseconds: Int64 = 600_000
    private static let leastMilliseconds: Int64 = 20_000

    package init(store: Store, world: World) {
        self.store = store
        self.world = world
    }

    private struct Due: Sendable {
        let group: GroupID
        let week: CivilDay
        let marks: Int64
    }

    /// Lets the cursor go over what is new in the log, then counts.
    ///
    /// - Parameter everything: Whether weeks that were counted a short while ago are counted, too.
    @discardableResult
    package func catchUp(_ runner: ReactorRunner, everything: Bool = true) async throws -> TopicOutcome {
        _ = try await runner.catchUp(TopicIndex())
        return try await countDue(everything: everything)
    }

    @discardableResult
    package func countDue(everything: Bool = true) async throws -> TopicOutcome {
        var outcome = TopicOutcome()
        var after: (group: GroupID, week: CivilDay)?
        while true {
            let due = try await due(after: after, everything)
            for one in due {
                guard let counted = try await count(one) else { continue }
                outcome.weeks += 1
                outcome.messages += counted.messages
            }
            guard let last = due.last, !Task.isCancelled else { return outcome }
            after = (last.group, last.week)
        }
    }

    private func due(after: (group: GroupID, week: CivilDay)?, _ everything: Bool) async throws -> [Due] {
        let now = world.now()
        let (group, week) = (after?.group ?? GroupID(0), after?.week ?? CivilDay(number: 0))
        return try await store.read { transaction in
            let waits: SQL =
                everything
                ? ""
                : """
                AND (w.counted_at IS NULL OR w.counted_at <= \(now.advanced(byMilliseconds: -Self.waitMilliseconds))
                    OR (w.messages <= \(Self.large)
                        AND w.counted_at <= \(now.advanced(byMilliseconds: -Self.leastMilliseconds))))
                """
            let query: SQL = """
                SELECT w.group_id, w.week, w.marks FROM topic_weeks w JOIN groups g ON g.id = w.group_id
                WHERE w.is_due = 1 AND g.is_settled = 1 \(sql: waits)
                    AND (w.group_id > \(group) OR (w.group_id = \(group) AND w.week > \(week)))
                ORDER BY w.group_id, w.week LIMIT \(Self.page)
                """
            return try transaction.all(query) { Due(group: $0.id(0), week: $0.day(1), marks: $0.int64(2)) }
        }
    }

    private func count(_ due: Due) async throws -> TopicWeek? {
        let counted = try await store.read { transaction -> (Group, TopicWeek)? in
            let isDue: SQL = """
                SELECT 1 FROM topic_weeks w JOIN groups g ON g.id = w.group_id
                WHERE w.group_id = \(due.group) AND w.week = \(due.week) AND w.marks = \(due.marks) AND w.is_due = 1
                    AND g.is_settled = 1
                """
            guard try transaction.first(isDue, { _ in true }) != nil,
                let group = try Group.find(due.group, in: transaction)
            else { return nil }
            return (group, try TopicWeek.count(due.week, of: group, in: transaction))
        }
        guard let (group, week) = counted else { return nil }
        let now = world.now()
        let isWritten = try await store.write { transaction in
            let isStill = try transaction.execute(
                """
                UPDATE topic_weeks SET is_due = 0
                WHERE group_id = \(due.group) AND week = \(due.week) AND marks = \(due.marks) AND is_due = 1
                """)
            guard isStill == 1 else { return false }
            try week.write(due.week, of: group, at: now, in: transaction)
            return true
        }
        return isWritten ? week : nil
    }
}
