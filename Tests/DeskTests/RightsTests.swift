import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Desk

struct RightsTests {
    /// What each verb of the desk asks of a role: everyone who is named here may.
    private static let verbs: [Verb] = [
        Verb("see the staff", may: admins) { _ = try $0.desk.staff(by: $0.actor, in: $0.transaction) },
        Verb("see another", may: admins) {
            _ = try $0.desk.staff($0.target, by: $0.actor, in: $0.transaction)
        },
        Verb("see oneself", may: everyone) {
            _ = try $0.desk.staff($0.actor.ownID(), by: $0.actor, in: $0.transaction)
        },
        Verb("invite", may: admins) {
            _ = try $0.desk.invite(Rights(.viewer, .all), by: $0.actor, at: $0.now, in: $0.transaction)
        },
        Verb("invite an owner", may: owners) {
            _ = try $0.desk.invite(Rights(.owner, .all), by: $0.actor, at: $0.now, in: $0.transaction)
        },
        Verb("see invitations", may: admins) {
            _ = try $0.desk.openInvitations(by: $0.actor, at: $0.now, in: $0.transaction)
        },
        Verb("change rights", may: admins) {
            _ = try $0.desk.setRights(
                Rights(.viewer, .all), of: $0.target, by: $0.actor, at: $0.now, in: $0.transaction)
        },
        Verb("make an owner", may: owners) {
            _ = try $0.desk.setRights(Rights(.owner, .all), of: $0.target, by: $0.actor, at: $0.now, in: $0.transaction)
        },
        Verb("demote an owner", may: owners) {
            _ = try $0.desk.setRights(Rights(.admin, .all), of: $0.owner, by: $0.actor, at: $0.now, in: $0.transaction)
        },
        Verb("shut out", may: admins) {
            _ = try $0.desk.disable($0.target, by: $0.actor, at: $0.now, in: $0.transaction)
        },
        Verb("shut an owner out", may: owners) {
            _ = try $0.desk.disable($0.owner, by: $0.actor, at: $0.now, in: $0.transaction)
        },
        Verb("let in again", may: admins) {
            _ = try $0.desk.enable($0.target, by: $0.actor, at: $0.now, in: $0.transaction)
        },
        Verb("reset a password", may: admins) {
            _ = try $0.desk.makeResetLink(for: $0.target, by: $0.actor, at: $0.now, in: $0.transaction)
        },
        Verb("reset an owner's password", may: owners) {
            _ = try $0.desk.makeResetLink(for: $0.owner, by: $0.actor, at: $0.now, in: $0.transaction)
        },
        Verb("read the audit log", may: admins) {
            _ = try AuditTrail.entries(by: $0.actor, in: $0.transaction)
        },
        Verb("list acts", may: admins) { _ = try AuditTrail.acts(by: $0.actor, in: $0.transaction) },
        Verb("set one's profile", may: everyone) {
            _ = try $0.desk.setOwnProfile(
                name: "New", language: .english, zone: "UTC", by: $0.actor, at: $0.now, in: $0.transaction)
        },
        Verb("list one's sessions", may: everyone) {
            _ = try $0.desk.sessions(by: $0.actor, at: $0.now, in: $0.transaction)
        },
    ]

    private static let owners: Set<Role> = [.owner]
    private static let admins: Set<Role> = [.owner, .admin]
    private static let everyone = Set(Role.allCases)

    private struct Verb: Sendable {
        let name: String
        let may: Set<Role>
        let run: @Sendable (Scene) throws -> Void

        init(_ name: String, may: Set<Role>, _ run: @escaping @Sendable (Scene) throws -> Void) {
            self.name = name
            self.may = may
            self.run = run
        }
    }

    struct Scene {
        let desk: DeskStore
        let actor: Actor
        /// A leader, and an owner besides the acting one.
        let target: StaffID
        let owner: StaffID
        let now: Instant
        let transaction: Transaction
    }

    private struct Undo: Error { let fault: Fault? }

    @Test("Each verb is open to the roles it is for, and to no other", arguments: TestEngine.available)
    func table(engine: TestEngine) async throws {
        let wrong = try await engine.withDesk { bench in
            let group = try await bench.group()
            let first = try await bench.owner()
            var actors = [Role.owner: first]
            for role in Role.allCases where role != .owner {
                let scope: Scope = role.takes(.all) ? .all : .own([group])
                actors[role] = try await bench.join(role.rawValue + "x", role, scope, by: first)
            }
            let target = try await bench.join("target", .leader, .own([group]), by: first).ownID()
            let owner = try await bench.join("second", .owner, .all, by: first).ownID()
            var wrong: [String] = []
            for verb in Self.verbs {
                for (role, actor) in actors {
                    let fault = try await Self.attempt(verb, bench, actor, target, owner)
                    let isRight = verb.may.contains(role) ? fault == nil : fault?.code == .forbidden
                    if !isRight { wrong.append("\(role) \(verb.name): \(fault?.text ?? "was let")") }
                }
            }
            return wrong
        }
        #expect(wrong == [])
    }

    private static func attempt(
        _ verb: Verb, _ bench: Bench, _ actor: Actor, _ target: StaffID, _ owner: StaffID
    ) async throws -> Fault? {
        do {
            try await bench.write { desk, now, transaction in
                let scene = Scene(
                    desk: desk, actor: actor, target: target, owner: owner, now: now, transaction: transaction)
                do {
                    try verb.run(scene)
                } catch let fault as Fault {
                    throw Undo(fault: fault)
                }
                throw Undo(fault: nil)
            }
            return nil
        } catch let undo as Undo {
            return undo.fault
        }
    }

    @Test("Own groups are all that the limited see; roles and scopes go together")
    func scopes() async throws {
        let (mine, other) = (GroupID(1), GroupID(2))
        let wrong = Role.allCases.filter { role in
            let isLimited = [.operator, .leader, .viewer].contains(role)
            return role.takes(.own([mine])) != isLimited
        }
        #expect(wrong == [])
        #expect(await refusal { try Rights(.operator, .all) } == "desk.scope-not-of-role")
        #expect(await refusal { try Rights(.owner, .own([mine])) } == "desk.scope-not-of-role")
        let staff = Staff(
            id: StaffID(1), name: "n", signInName: "n1", role: .operator, scope: .own([mine]), language: .english,
            zone: "UTC", createdAt: Instant(seconds: 0), createdBy: nil, disabling: nil)
        let actor = Actor(staff, session: nil, address: nil)
        let answers = [
            actor.mayUse(.editGroups), actor.mayUse(.editGroups, in: mine), actor.mayUse(.editGroups, in: other),
            actor.mayUseEverywhere(.editGroups), actor.mayUse(.manageStaff), actor.mayUse(.erasePeople, in: mine),
        ]
        #expect(answers == [true, true, false, false, false, false])
    }

    @Test("The last owner who may come in is neither shut out nor demoted", arguments: TestEngine.available)
    func lastOwner(engine: TestEngine) async throws {
        let answers = try await engine.withDesk { bench in
            let first = try await bench.owner()
            let id = try first.ownID()
            let admin = try Rights(.admin, .all)
            let alone = await refusal {
                try await bench.write { try $0.setRights(admin, of: id, by: first, at: $1, in: $2) }
            }
            let second = try await bench.join("second", .owner, .all, by: first)
            let secondID = try second.ownID()
            _ = try await bench.write { try $0.disable(secondID, by: first, at: $1, in: $2) }
            // A disabled owner is none.
            let stillAlone = await refusal {
                try await bench.write { try $0.setRights(admin, of: id, by: first, at: $1, in: $2) }
            }
            _ = try await bench.write { try $0.enable(secondID, by: first, at: $1, in: $2) }
            let together = await refusal {
                try await bench.write { try $0.setRights(admin, of: id, by: first, at: $1, in: $2) }
            }
            let out = await refusal {
                try await bench.write { try $0.disable(secondID, by: .system("test"), at: $1, in: $2) }
            }
            return [alone, stillAlone, together, out]
        }
        #expect(answers == ["desk.last-owner", "desk.last-owner", nil, "desk.last-owner"])
    }

    @Test("Two owners who demote each other at once leave one", arguments: TestEngine.available)
    func mutual(engine: TestEngine) async throws {
        let owners = try await engine.withDesk { bench in
            let first = try await bench.owner()
            let second = try await bench.join("second", .owner, .all, by: first)
            let ids = try (first.ownID(), second.ownID())
            let admin = try Rights(.admin, .all)
            async let one = refusal {
                try await bench.write { try $0.setRights(admin, of: ids.1, by: first, at: $1, in: $2) }
            }
            async let two = refusal {
                try await bench.write { try $0.setRights(admin, of: ids.0, by: second, at: $1, in: $2) }
            }
            let refusals = await [one, two].compactMap { $0 }
            #expect(refusals == ["desk.last-owner"])
            return try await bench.store.read {
                try $0.first("SELECT count(*) FROM staff WHERE role = 'owner'") { $0.int(0) }
            }
        }
        #expect(owners == 1)
    }
}
