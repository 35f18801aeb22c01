import Kernel
import Notices
import Storage
import TestSupport
import Testing

@testable import Desk
@testable import Insight
@testable import Rounds

@Suite("Alerts are told outside the console")
struct AlertNoticesTests {
    @Test(
        "Opening, closing and what was withheld are each posted once, with the alert", arguments: TestEngine.available)
    func posted(engine: TestEngine) async throws {
        try await engine.withRounds { scene in
            let tea = try await scene.group("tea")
            let episode = AlertEpisode(
                rule: .raid, began: scene.now, last: scene.now, value: 26, usual: 9)
            let alert = Alert(
                id: AlertID(7), group: tea, groupName: "tea", episode: episode, openedAt: scene.now, closedAt: nil,
                withdrawnAt: nil, isTold: true, acknowledgement: nil)
            let outlet = AlertOutlet.notices(NoticeStore(world: scene.world))
            for news in [.opened(alert), .opened(alert), .closed(alert), .withheld(count: 5, hour: scene.now)]
                as [AlertNews]
            {
                try await scene.store.write { try outlet.tell(news, $0) }
            }
            let rows = try await scene.store.read {
                try $0.all("SELECT kind, occurrence, payload FROM notices ORDER BY id") {
                    (kind: $0.string(0), occurrence: $0.string(1), payload: $0.string(2))
                }
            }
            #expect(rows.map(\.kind) == ["alert.opened", "alert.closed", "alert.opened"])
            #expect(rows.map(\.occurrence).first == "alert:7:opened")
            #expect(rows[0].payload.contains("\"rule\":\"raid\"") && rows[0].payload.contains("26"))
        }
    }
}
