import Kernel
import Storage
import TestSupport
import Testing

/// `banyan audit verify`
struct AuditCommandTests {
    @Test(
        "A log that holds exits with 0, one that does not with 1 and the entry named", arguments: TestEngine.available)
    func verify(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            #expect(try await scene.banyan("database", "migrate").status == 0)
            let empty = try await scene.banyan("audit", "verify")
            #expect(empty.status == 0 && empty.errors.contains("Nothing has been logged yet"), "\(empty.errors)")
            let store = try await Store.open(DatabaseLocation(scene.banyan.database))
            try await store.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO audit_entries (seq, at, actor_name, act, subject_kind, subject_id, previous_hash, hash)
                    VALUES (1, 0, 'forger', 'staff.invite', 'link', '1', \([UInt8](repeating: 0, count: 32)),
                        \([UInt8](repeating: 1, count: 32)))
                    """)
            }
            await store.close()
            let forged = try await scene.banyan("audit", "verify")
            #expect(forged.status == 1 && forged.output.contains("Entry 1: it was changed"), "\(forged.output)")
            let usage = try await scene.banyan("audit", "verify", "--head", "rubbish")
            #expect(usage.status == 64 && usage.errors.contains("SEQ:HASH"), "\(usage.errors)")
        }
    }
}
