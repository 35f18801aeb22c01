import Kernel
import Storage
import TestSupport
import Testing

@testable import Desk

struct LinkTests {
    @Test("The first-run link is good for a day, until a newer one is made, and once", arguments: TestEngine.available)
    func first(engine: TestEngine) async throws {
        let answers = try await engine.withDesk { bench in
            let old = try await bench.write { try $0.makeFirstLink(at: $1, in: $2) }
            let new = try await bench.write { try $0.makeFirstLink(at: $1, in: $2) }
            let replaced = await refusal { try await bench.take(old, "Olga") }
            bench.clock.advance(bySeconds: 86_400)
            let late = await refusal { try await bench.take(new, "Olga") }
            let newest = try await bench.write { try $0.makeFirstLink(at: $1, in: $2) }
            bench.clock.advance(bySeconds: 86_399)
            let owner = try await bench.take(newest, "Olga").actor
            #expect(owner.role == .owner && owner.scope == .all && owner.address == "192.0.2.7")
            let again = await refusal { try await bench.take(newest, "Other") }
            let more = await refusal { try await bench.write { try $0.makeFirstLink(at: $1, in: $2) } }
            return [replaced, late, again, more]
        }
        #expect(answers == ["desk.link-gone", "desk.link-gone", "desk.link-gone", "desk.has-staff"])
    }

    @Test("An invitation gives its role and groups, for seven days", arguments: TestEngine.available)
    func invitation(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let owner = try await bench.owner()
            let groups: Set<GroupID> = [try await bench.group("a"), try await bench.group("b")]
            let rights = try Rights(.operator, .own(groups))
            let made = try await bench.write { try $0.invite(rights, by: owner, at: $1, in: $2) }
            bench.clock.advance(bySeconds: 7 * 86_400 - 1)
            let open = try await bench.store.read { [now = bench.now, desk = bench.desk] in
                try desk.openInvitations(by: owner, at: now, in: $0)
            }
            #expect(open == [made.link] && made.link.rights == rights)
            let joined = try await bench.take(made, "Paul").actor
            #expect(joined.role == .operator && joined.scope == .own(groups))
            let late = try await bench.write { try $0.invite(rights, by: owner, at: $1, in: $2) }
            bench.clock.advance(bySeconds: 7 * 86_400)
            #expect(await refusal { try await bench.take(late, "Quinn") } == "desk.link-gone")
            let id = try joined.ownID()
            let staff = try await bench.write { desk, _, transaction in try desk.staff(id, by: owner, in: transaction) }
            #expect(staff.createdBy == owner.staff && !staff.isDisabled && staff.zone == "Asia/Shanghai")
            let running = try await bench.store.read { [desk = bench.desk] in
                try desk.staff(running: groups.min()!, by: owner, in: $0)
            }
            #expect(running.map(\.id) == [id])
        }
    }

    @Test("Of acceptances at once one wins", arguments: TestEngine.available)
    func race(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let owner = try await bench.owner()
            let rights = try Rights(.viewer, .all)
            let made = try await bench.write { try $0.invite(rights, by: owner, at: $1, in: $2) }
            let answers = await withTaskGroup(of: String?.self) { group in
                for number in 0..<6 { group.addTask { await refusal { try await bench.take(made, "Racer\(number)") } } }
                return await group.reduce(into: [String?]()) { $0.append($1) }
            }
            #expect(answers.filter { $0 == nil }.count == 1, "\(answers)")
            #expect(answers.filter { $0 == "desk.link-gone" }.count == 5, "\(answers)")
            let count = try await bench.store.read { try $0.first("SELECT count(*) FROM staff") { $0.int(0) } }
            #expect(count == 2)
        }
    }

    @Test("A sign-in name is one person's whatever its case and width", arguments: TestEngine.available)
    func names(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let owner = try await bench.owner()
            _ = try await bench.join("paul", .viewer, .all, by: owner)
            for name in ["Paul", "PAUL", "ｐaul"] {
                #expect(await refusal { try await bench.join(name, .viewer, .all, by: owner) } == "desk.name-taken")
            }
            #expect(try await bench.signIn("PAUL").whole?.actor.name == "paul")
        }
    }

    @Test("Revoked links, and those of somebody shut out or demoted, are void", arguments: TestEngine.available)
    func void(engine: TestEngine) async throws {
        let answers = try await engine.withDesk { bench in
            let owner = try await bench.owner()
            let viewer = try Rights(.viewer, .all)
            let made = try await bench.write { try $0.invite(viewer, by: owner, at: $1, in: $2) }
            try await bench.write { try $0.revokeInvitation(made.link.id, by: owner, at: $1, in: $2) }
            let revoked = await refusal { try await bench.take(made, "A1") }
            var answers = [revoked]
            for isShutOut in [true, false] {
                let admin = try await bench.join("admin\(isShutOut)", .admin, .all, by: owner)
                let id = try admin.ownID()
                let theirs = try await bench.write { try $0.invite(viewer, by: admin, at: $1, in: $2) }
                _ = try await bench.write {
                    isShutOut
                        ? try $0.disable(id, by: owner, at: $1, in: $2)
                        : try $0.setRights(viewer, of: id, by: owner, at: $1, in: $2)
                }
                answers.append(await refusal { try await bench.take(theirs, "B\(isShutOut)") })
            }
            return answers
        }
        #expect(answers == ["desk.link-gone", "desk.link-gone", "desk.link-gone"])
    }

    @Test(
        "A reset sets the password, ends every session, and drops the second step if asked",
        arguments: TestEngine.available)
    func reset(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let owner = try await bench.owner()
            let paul = try await bench.join("paul", .viewer, .all, by: owner)
            let session = try #require(try await bench.signIn("paul").whole)
            let id = try paul.ownID()
            let old = try await bench.write { try $0.makeResetLink(for: id, by: owner, at: $1, in: $2) }
            let made = try await bench.write { try $0.makeResetLink(for: id, by: owner, at: $1, in: $2) }
            let reset = { (link: MadeLink, password: String) in
                try await bench.front.reset(link.token.text, password: password, from: Bench.client, at: bench.now)
            }
            #expect(await refusal { try await reset(old, "another good one") } == "desk.link-gone")
            #expect(await refusal { try await reset(made, "password123") } == "desk.password-common")
            try await reset(made, "another good one")
            #expect(await refusal { try await reset(made, "yet another one!") } == "desk.link-gone")
            #expect(try await bench.front.admit(session.token.text, from: Bench.client, at: bench.now) == nil)
            #expect(await refusal { try await bench.signIn("paul") } == "desk.wrong-sign-in")
            #expect(try await bench.signIn("paul", "another good one").whole != nil)
            let own = try owner.ownID()
            let oneself = await refusal {
                try await bench.write { try $0.makeResetLink(for: own, by: owner, at: $1, in: $2) }
            }
            #expect(oneself == "desk.not-oneself")
        }
    }

    @Test(
        "What is no name, or no zone, is refused",
        arguments: [
            ("", "olga", "UTC", "desk.bad-name"), ("O\u{202E}lga", "olga", "UTC", "desk.bad-name"),
            (String(repeating: "o", count: 81), "olga", "UTC", "desk.bad-name"),
            ("Olga", "o", "UTC", "desk.bad-sign-in-name"),
            ("Olga", "ol ga", "UTC", "desk.bad-sign-in-name"), ("Olga", "ol\0ga", "UTC", "desk.bad-sign-in-name"),
            ("Olga", String(repeating: "é", count: 50_000), "UTC", "desk.bad-sign-in-name"),
            ("Olga", "olga", "Mars/Base", "record.unknown-zone"), ("Olga 榕", "olga", "UTC", nil),
        ] as [(String, String, String, String?)])
    func newStaff(name: String, signInName: String, zone: String, reason: String?) async {
        let found = await refusal { try NewStaff(name: name, signInName: signInName, language: .english, zone: zone) }
        #expect(found == reason)
    }
}
