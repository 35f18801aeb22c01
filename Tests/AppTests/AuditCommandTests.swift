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

/// What commands leave in the audit log.
struct AuditedCommandTests {
    @Test(
        "Importing, forgetting, erasing and restoring are noted, with who ran the command",
        arguments: TestEngine.available)
    func noted(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            try scene.write("[10:00] <Zebulonia> old words\n[10:01] <bo> hello\n", to: "#den.2020-01-01.log")
            let log = scene.path("#den.2020-01-01.log")
            try await scene.importing("--dry-run", log)
            try await scene.importing(log)
            #expect(try await scene.banyan("forget", "#den", "--before", "2021-01-01", "--yes").status == 0)
            #expect(try await scene.banyan("erase", "Zebulonia", "--yes").status == 0)
            #expect(try await Self.acts(scene) == ["data.import", "data.forget", "person.erase"])
            let backup = scene.path("copy.banyan")
            #expect(try await scene.banyan("database", "backup", backup).status == 0)
            try await CommandScene.run(on: engine) { other in
                let restored = try await other.banyan("database", "restore", backup)
                #expect(restored.status == 0, "\(restored.errors)")
                #expect(try await Self.acts(other) == ["data.import", "data.forget", "person.erase", "data.restore"])
                let verified = try await other.banyan("audit", "verify")
                #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
            }
        }
    }

    /// What the log says was done, by whoever runs these tests; the erased name is nowhere in it.
    private static func acts(_ scene: CommandScene) async throws -> [String] {
        let store = try await Store.open(DatabaseLocation(scene.banyan.database))
        let entries = try await store.read { transaction in
            try transaction.all("SELECT act, actor_name, after_json FROM audit_entries ORDER BY seq") {
                (act: $0.string(0), actor: $0.string(1), after: $0.optionalString(2) ?? "")
            }
        }
        await store.close()
        #expect(entries.allSatisfy { $0.actor.hasPrefix("command line: ") && $0.actor.count > "command line: ".count })
        #expect(!entries.contains { $0.after.contains("Zebulonia") })
        return entries.map(\.act)
    }
}
