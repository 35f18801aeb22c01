import Kernel
import Storage
import TestSupport
import Testing

@testable import Desk

/// Somebody with the database in their hands and the triggers out of the way.
struct AuditTamperTests {
    struct Tampering: Sendable, CustomStringConvertible {
        let description: String
        let statements: [SQL]
        let seq: Int64
        let kind: AuditVerdict.Kind
    }

    private struct Undo: Error { let verdict: AuditVerdict }

    private static let tamperings: [Tampering] = [
        .init(
            description: "after", statements: ["UPDATE audit_entries SET after_json = '{}' WHERE seq = 3"], seq: 3,
            kind: .changed),
        .init(
            description: "actor", statements: ["UPDATE audit_entries SET actor_name = 'x' WHERE seq = 2"], seq: 2,
            kind: .changed),
        .init(
            description: "null", statements: ["UPDATE audit_entries SET address = NULL WHERE seq = 4"], seq: 4,
            kind: .changed),
        .init(
            description: "time", statements: ["UPDATE audit_entries SET at = at + 1 WHERE seq = 1"], seq: 1,
            kind: .changed),
        .init(description: "left out", statements: ["DELETE FROM audit_entries WHERE seq = 3"], seq: 3, kind: .missing),
        .init(description: "first", statements: ["DELETE FROM audit_entries WHERE seq = 1"], seq: 1, kind: .missing),
        .init(
            description: "swapped",
            statements: [
                "UPDATE audit_entries SET seq = 1000 WHERE seq = 3", "UPDATE audit_entries SET seq = 3 WHERE seq = 4",
                "UPDATE audit_entries SET seq = 4 WHERE seq = 1000",
            ], seq: 3, kind: .moved),
        .init(
            description: "closed up",
            statements: [
                "DELETE FROM audit_entries WHERE seq = 3", "UPDATE audit_entries SET seq = 3 WHERE seq = 4",
                "UPDATE audit_entries SET seq = 4 WHERE seq = 5", "UPDATE audit_entries SET seq = 5 WHERE seq = 6",
            ], seq: 3, kind: .changed),
        .init(description: "cut", statements: ["DELETE FROM audit_entries WHERE seq >= 5"], seq: 5, kind: .cut),
        .init(
            description: "cut with the head's number",
            statements: ["DELETE FROM audit_entries WHERE seq >= 5", "UPDATE audit_head SET seq = 4"], seq: 4,
            kind: .headChanged),
        .init(description: "head gone", statements: ["DELETE FROM audit_head"], seq: 6, kind: .headChanged),
        .init(
            description: "all gone", statements: ["DELETE FROM audit_entries", "DELETE FROM audit_head"], seq: 0,
            kind: .headChanged),
        .init(description: "behind the head", statements: ["UPDATE audit_head SET seq = 5"], seq: 6, kind: .added),
    ]

    /// A chain of six entries, tampered with and looked at, and all of it undone.
    private static func verdict(
        _ bench: Bench, noted: String? = nil, _ statements: [SQL]
    ) async throws -> AuditVerdict? {
        do {
            try await bench.store.write { transaction in
                let locks: [SQL] =
                    transaction.engine == .sqlite
                    ? ["DROP TRIGGER audit_entries_refuses_update", "DROP TRIGGER audit_entries_refuses_delete"]
                    : ["ALTER TABLE audit_entries DISABLE TRIGGER ALL"]
                for statement in locks + statements { try transaction.execute(statement) }
                throw Undo(verdict: try AuditTrail.verify(noted: noted, in: transaction))
            }
            return nil
        } catch let undo as Undo {
            return undo.verdict
        }
    }

    private static func verify(_ bench: Bench, noted: String? = nil) async throws -> AuditVerdict {
        let asked: @Sendable (Transaction) throws -> AuditVerdict = { try AuditTrail.verify(noted: noted, in: $0) }
        return try await bench.store.read(asked)
    }

    private static func chain(_ bench: Bench) async throws {
        let owner = try await bench.owner()
        _ = try await bench.join("paul", .viewer, .all, by: owner)
    }

    @Test("Tampering is found and its first place named", arguments: TestEngine.available)
    func found(engine: TestEngine) async throws {
        let wrong = try await engine.withDesk { bench in
            try await Self.chain(bench)
            var wrong: [String] = []
            for tampering in Self.tamperings {
                let found = try await Self.verdict(bench, tampering.statements)
                if found?.firstBreak != .init(seq: tampering.seq, kind: tampering.kind) {
                    wrong.append("\(tampering): \(String(describing: found?.firstBreak))")
                }
            }
            let untouched = try await bench.store.read { try AuditTrail.verify(in: $0) }
            #expect(untouched.isSound && untouched.entries == 6)
            return wrong
        }
        #expect(wrong == [])
    }

    @Test("Whatever is changed by chance, it is found", arguments: [UInt64(1), 2])
    func byChance(seed: UInt64) async throws {
        let missed = try await TestEngine.sqlite.withDesk { bench in
            try await Self.chain(bench)
            var chance = SeededGenerator(seed: seed)
            let fields = [
                "at = at + 1", "actor_id = NULL", "actor_name = actor_name || ' '", "act = act || 'x'",
                "subject_kind = 'x'", "subject_id = subject_id || '0'", "before_json = '{}'",
                "after_json = COALESCE(after_json, '') || ' '", "address = COALESCE(address, '') || '1'",
                "previous_hash = randomblob(32)", "hash = randomblob(32)",
            ]
            var missed: [String] = []
            for _ in 0..<100 {
                let (field, seq) = (fields.randomElement(using: &chance)!, Int64.random(in: 2...6, using: &chance))
                let statement: SQL = "UPDATE audit_entries SET \(raw: field) WHERE seq = \(seq)"
                let found = try await Self.verdict(bench, [statement])
                if found?.firstBreak?.seq != seq { missed.append("\(field) \(seq) \(String(describing: found))") }
            }
            return missed
        }
        #expect(missed == [])
    }

    @Test(
        "A head noted down earlier is of the same chain, or another chain is noticed", arguments: TestEngine.available)
    func noted(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let owner = try await bench.owner()
            let head = try await Self.verify(bench).head?.text
            _ = try await bench.join("paul", .viewer, .all, by: owner)
            let later = try await Self.verify(bench, noted: head)
            #expect(later.isSound)
            let other = "3:" + String(repeating: "ab", count: 32)
            let strange = try await Self.verify(bench, noted: other)
            #expect(strange.firstBreak == .init(seq: 3, kind: .otherHead))
            for text in ["", "3", "x:y", "3:abc", ":" + String(repeating: "a", count: 64)] {
                #expect(await refusal { try AuditHead(text: text) } == "audit.bad-head")
            }
        }
    }

    @Test("The canonical form is as documented: another program makes the same hash")
    func canonical() {
        let entry = AuditEntry(
            seq: 1, at: Instant(milliseconds: 1_764_000_000_000), actor: nil, actorName: "banyan",
            act: AuditAct(rawValue: "staff.first-link"), subject: AuditSubject(kind: "link", id: "5"), before: nil,
            after: "{}", address: nil, previousHash: AuditEntry.origin)
        #expect(entry.hash.hex == "d6457f96a856f5abc0a55699b925f4f4f8e50b5f26d0f791397f9e8dee2498d7")
    }
}
