import Kernel
import Storage
import TestSupport
import Testing

struct InsertTests {
    @Test("rows inserted in bulk are those inserted one by one", arguments: TestEngine.available)
    func sameAsSingle(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            // More than one piece of what PostgreSQL is sent at once.
            let count = try await store.write { try $0.insert(into: "things", Fixtures.things(1...25_001)) }
            #expect(count == 25_001)
            let wanted: [(Int64, String?, [UInt8]?, Double?)] = [
                (1, "thing 1", [1], 0.125), (5, nil, [5], 0.625), (7, "thing 7", [7, 7, 7], nil), (8, "thing 8", [], 1),
                (9, "thing 9", nil, 1.125), (24_999, "thing 24999", nil, 24_999 / 8.0),
            ]
            for (id, note, raw, number) in wanted {
                let row = try await store.read { transaction in
                    try transaction.first("SELECT note, raw, number FROM things WHERE id = \(id)") {
                        ($0.optionalString(0), $0.optionalBytes(1), $0.optionalDouble(2))
                    }
                }
                #expect(row?.0 == note)
                #expect(row?.1 == raw)
                #expect(row?.2 == number)
            }
        }
    }

    @Test("a conflict clause adds to the rows that are there, or passes over them", arguments: TestEngine.available)
    func conflicts(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            let adding = "ON CONFLICT (name) DO UPDATE SET n = totals.n + excluded.n"
            for _ in 0..<3 {
                let changed = try await store.write { transaction in
                    let columns = Columns([("name", .text), ("n", .int64)])
                    for n in 1...3 {
                        columns[0].append("k\(n)")
                        columns[1].append(n)
                    }
                    return try transaction.insert(into: "totals", columns, onConflict: adding)
                }
                #expect(changed == 3)
            }
            let passedOver = try await store.write { transaction in
                let columns = Columns([("name", .text), ("n", .int64)])
                for (name, n) in [("k1", 100), ("new", 1)] {
                    columns[0].append(name)
                    columns[1].append(n)
                }
                return try transaction.insert(into: "totals", columns, onConflict: "ON CONFLICT DO NOTHING")
            }
            #expect(passedOver == 1)
            let rows = try await Fixtures.dump(store)
            #expect(rows == ["k1 3", "k2 6", "k3 9", "new 1"])
        }
    }

    @Test("a statement tells how many rows it changed", arguments: TestEngine.available)
    func counts(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            let counts = try await store.write { transaction in
                [
                    try transaction.insert(into: "things", Fixtures.things(1...9)),
                    try transaction.execute("UPDATE things SET small = 1 WHERE id <= \(4)"),
                    try transaction.execute("DELETE FROM things WHERE id = \(99)"),
                    try transaction.execute("INSERT INTO totals VALUES ('a', 1) ON CONFLICT DO NOTHING"),
                    try transaction.execute("INSERT INTO totals VALUES ('a', 1) ON CONFLICT DO NOTHING"),
                    try transaction.insert(into: "things", Fixtures.things(0..<0)),
                ]
            }
            #expect(counts == [9, 4, 0, 1, 0, 0])
        }
    }

    @Test("columns can be emptied and filled again")
    func reuse() {
        let columns = Fixtures.things(1...10)
        columns.removeAll()
        #expect(columns.isEmpty)
        columns[1].append("again")
        #expect(columns[1].count == 1)
    }
}
