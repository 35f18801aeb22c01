import Insight
import Kernel
import Storage
import TestSupport

@testable import Desk
@testable import Rounds
@testable import Web

extension WebHouse {
    /// A group with something on the list of the day, something that was done about it, and an alert.
    func rounds(_ group: GroupID) async throws -> (alert: String, act: String) {
        let (item, now): (TodayItemID, Instant) = (world.ids.next(), clock.now)
        let alert: AlertID = world.ids.next()
        let today = TodayStore(world: world)
        let act = try await store.write { transaction in
            try transaction.execute("UPDATE today_items SET ended_at = \(now) WHERE group_id = \(group)")
            try transaction.execute(
                """
                INSERT INTO today_items (id, group_id, concern, began_at, worth, people, people_at, state, shows_at,
                    worth_then, changed_at)
                VALUES (\(item), \(group), 'cooling', \(now), 12.0, '', 0, 'open', 0, 0.0, \(now))
                """)
            try transaction.execute(
                """
                INSERT INTO alerts (id, group_id, rule, began_at, last_at, value, usual, opened_at, is_told)
                VALUES (\(alert), \(group), 'raid', \(now), \(now), 26.0, 9.0, \(now), 1)
                """)
            return try today.assign(group, to: nil, by: .system("test"), in: transaction)
        }
        return (alert.description, act.description)
    }

    /// Puts everything about a group back on the list.
    func showAgain(_ group: GroupID) async throws {
        try await store.write {
            try $0.execute("UPDATE today_items SET state = 'open', shows_at = 0 WHERE group_id = \(group)")
        }
    }
}
