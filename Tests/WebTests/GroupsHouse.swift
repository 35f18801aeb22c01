import Insight
import Kernel
import Record
import Rounds
import Storage
import TestSupport

@testable import Web

extension WebHouse {
    /// A group with a month of talk between some people, counted for the board.
    func talkingGroup(_ name: String, days: Int = 30, people: [String] = ["Ann", "Bob", "Cai"]) async throws -> GroupID
    {
        var script = Script(from: "2026-10-20 10:00", zone: "Asia/Shanghai")
        let first = CivilDay(year: 2026, month: 10, day: 20)!
        for day in 0..<days {
            let date = first.advanced(by: day)
            for (number, person) in people.enumerated() {
                let id = "\(name)-\(day)-\(number)"
                script.add(
                    .text, person, number == 0 ? "who brings bread?" : "I do, the long rye one",
                    id: id, replyTo: number == 0 ? nil : "\(name)-\(day)-0", at: "\(date) 1\(number):00")
            }
        }
        let group = try await group(name, script.events)
        try await count()
        return group
    }

    /// Brings the board in line with the record, as the server does every few seconds.
    func count() async throws {
        try await StandingKeeper(store: store, world: world).refreshAll()
        try await TodayKeeper(store: store, world: world).refresh()
        try await AlertKeeper(store: store, world: world).refreshAll()
    }
}
