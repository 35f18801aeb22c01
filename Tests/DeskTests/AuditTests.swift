import Kernel
import Storage
import TestSupport
import Testing

@testable import Desk

struct AuditTests {
    @Test(
        "Every change leaves an entry that says who, what, before and after, and no secret",
        arguments: TestEngine.available)
    func told(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let owner = try await bench.owner()
            let group = try await bench.group()
            let id = try await bench.join("paul", .leader, .own([group]), by: owner).ownID()
            let rights = try Rights(.viewer, .all)
            _ = try await bench.write { try $0.setRights(rights, of: id, by: owner, at: $1, in: $2) }
            let entries = try await bench.entries()
            #expect(
                entries.map(\.act.rawValue) == [
                    "staff.rights", "staff.sign-in", "staff.accept", "staff.invite", "staff.sign-in",
                    "staff.first-owner",
                    "staff.first-link",
                ])
            let change = entries[0]
            #expect(change.actor == owner.staff && change.actorName == "Olga" && change.address == "192.0.2.7")
            #expect(change.before == #"{"allGroups":false,"groups":["\#(group)"],"role":"leader"}"#)
            #expect(change.after == #"{"allGroups":true,"role":"viewer"}"#)
            let texts = entries.map { "\($0.before ?? "")\($0.after ?? "")" }.joined()
            for secret in ["scrypt", Bench.password, "digest"] { #expect(!texts.contains(secret)) }
            let known = TextCatalogue(.english).keys
            #expect(AuditAct.ofDesk.filter { !known.contains($0.textKey) } == [])
        }
    }

    @Test("Entries are paged by key and filtered by actor, act, subject and days", arguments: TestEngine.available)
    func read(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let owner = try await bench.owner()
            let act = AuditAct(rawValue: "test.act")
            for number in 0..<7 {
                let subject = AuditSubject(kind: "thing", id: String(number % 2))
                try await bench.write {
                    try AuditTrail.note(act, subject: subject, by: owner, at: $1, in: $2); _ = $0
                }
                bench.clock.advance(bySeconds: 86_400)
            }
            var (seen, next): ([Int64], Int64?) = ([], nil)
            repeat {
                let (before, filter) = (next, AuditFilter(actor: owner.staff, act: act))
                let page = try await bench.store.read {
                    try AuditTrail.entries(filter, before: before, limit: 3, by: owner, in: $0)
                }
                seen += page.entries.map(\.seq)
                next = page.next
            } while next != nil
            #expect(seen == [10, 9, 8, 7, 6, 5, 4])
            #expect(try await bench.entries(.init(subject: .init(kind: "thing", id: "1"))).map(\.seq) == [9, 7, 5])
            var days = AuditFilter(act: act)
            let second = CivilDay("2026-11-25")!
            try days.limit(to: second...second, zone: "Asia/Shanghai")
            #expect(try await bench.entries(days).map(\.seq) == [5])
            let acts = try await bench.store.read { try AuditTrail.acts(by: owner, in: $0) }
            #expect(acts.map(\.rawValue) == ["staff.first-link", "staff.first-owner", "staff.sign-in", "test.act"])
        }
    }

    @Test("An entry can be neither changed nor deleted by a statement", arguments: TestEngine.available)
    func sealed(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            _ = try await bench.owner()
            let statements: [SQL] = [
                "UPDATE audit_entries SET actor_name = 'x'", "DELETE FROM audit_entries WHERE seq = 1",
                "UPDATE audit_entries SET seq = seq + 100",
            ]
            for statement in statements {
                #expect(await refusal { try await bench.store.write { try $0.execute(statement) } } != nil)
            }
            #expect(try await bench.entries().count == 3)
        }
    }

    @Test(
        "Changes made at once are in one chain, and a change that fails leaves no entry",
        arguments: TestEngine.available)
    func serial(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let owner = try await bench.owner()
            let viewer = try Rights(.viewer, .all)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        _ = await refusal {
                            try await bench.write { desk, now, transaction in
                                _ = try desk.invite(viewer, by: owner, at: now, in: transaction)
                                if number % 4 == 0 { throw Fault(.unavailable, "test") }
                            }
                        }
                    }
                }
            }
            let verdict = try await bench.store.read { try AuditTrail.verify(in: $0) }
            #expect(verdict.isSound && verdict.entries == 3 + 15)
        }
    }

    @Test(
        "Facts are JSON whatever they say",
        arguments: [
            ("a\"b\\c\nd\u{1}", #""a\"b\\c\nd\u0001""#), ("榕🌳", "\"榕🌳\""), ("\0", #""\u0000""#),
            (String(repeating: "x", count: 600), "\"" + String(repeating: "x", count: 500) + "…\""),
        ])
    func json(text: String, json: String) {
        #expect(AuditValue.text(text).json == json)
    }
}
