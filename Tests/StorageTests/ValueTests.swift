import Kernel
import Storage
import TestSupport
import Testing

struct ValueTests {
    private static let texts: [String?] = [
        nil, "", "plain", "it's \"quoted\" \\ $1 ?", "群聊的活跃度 📈\n\t", "e\u{301}", String(repeating: "长", count: 100_000),
    ]

    @Test("values of every type come back as they went in, nulls too", arguments: TestEngine.available)
    func roundTrip(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            try await store.write { transaction in
                for (index, text) in Self.texts.enumerated() {
                    let number: Double? = index == 0 ? nil : -1.0 / Double(index + 2)
                    try transaction.execute(
                        """
                        INSERT INTO things (id, small, day, instant, number, note, raw) VALUES
                        (\(index), \(index == 0 ? Int32?.none : Int32.min), \(CivilDay(number: -5)),
                         \(Instant(milliseconds: Int64.max)), \(number), \(text), \(text.map { Array($0.utf8) }))
                        """)
                }
            }
            let rows = try await store.read { transaction in
                try transaction.all("SELECT id, small, day, instant, number, note, raw FROM things ORDER BY id") {
                    row in
                    let scalars = "\(row.optionalInt32(1) ?? 1) \(row.day(2)) \(row.instant(3).milliseconds)"
                    return (row.int(0), scalars, row.optionalDouble(4), row.optionalString(5), row.optionalBytes(6))
                }
            }
            #expect(rows.map(\.0) == Array(Self.texts.indices))
            #expect(rows.map(\.3) == Self.texts)
            #expect(rows.map(\.4) == Self.texts.map { $0.map { Array($0.utf8) } })
            #expect(rows.map(\.2) == Self.texts.indices.map { $0 == 0 ? nil : -1.0 / Double($0 + 2) })
            #expect(rows[0].1 == "1 \(CivilDay(number: -5)) \(Int64.max)")
            #expect(rows[1].1.hasPrefix("\(Int32.min) "))
        }
    }

    @Test("sums, counts, averages and flags read as numbers", arguments: TestEngine.available)
    func computed(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            try await store.write { transaction in
                for n in [12_345_678_901, 2, 7] {
                    try transaction.execute("INSERT INTO totals VALUES (\("k\(n)"), \(n))")
                }
            }
            let sql: SQL = "SELECT count(*), CAST(SUM(n) AS BIGINT), SUM(n), AVG(n), MAX(n) > 5 FROM totals"
            let row = try await store.read { transaction in
                try transaction.first(sql) { ($0.int(0), $0.int64(1), $0.int64(2), $0.double(3), $0.bool(4)) }
            }
            #expect(row?.0 == 3)
            #expect(row?.1 == 12_345_678_910)
            #expect(row?.2 == 12_345_678_910)
            #expect(abs((row?.3 ?? 0) - 12_345_678_910 / 3.0) < 1e-5)
            #expect(row?.4 == true)
        }
    }

    @Test("a null read as a value fails the statement instead of passing for zero", arguments: TestEngine.available)
    func unexpectedNull(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            let failure = await fault {
                _ = try await store.read { try $0.first("SELECT MAX(n) FROM totals") { $0.int64(0) } }
            }
            #expect(failure?.text == "storage.unexpected-value")
        }
    }

    @Test("another statement, or the same one, runs inside a loop over rows", arguments: TestEngine.available)
    func nestedStatements(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            try await store.write { _ = try $0.insert(into: "things", Fixtures.things(1...300)) }
            let sum = try await store.read { transaction in
                var sum = 0
                try transaction.forEach("SELECT id FROM things ORDER BY id") { row in
                    let below: SQL = "SELECT count(*) FROM things WHERE id < \(row.int64(0))"
                    sum += try transaction.first(below) { $0.int(0) } ?? 0
                    if row.int(0) == 10 {
                        try transaction.forEach("SELECT id FROM things ORDER BY id") { sum += $0.int(0) > 298 ? 1 : 0 }
                    }
                }
                return sum
            }
            #expect(sum == 299 * 300 / 2 + 2)
        }
    }

    @Test("a loop over rows may end early and the connection goes on", arguments: TestEngine.available)
    func earlyEnd(engine: TestEngine) async throws {
        struct Enough: Error {}
        try await engine.withStore(Fixtures.migrations) { store in
            try await store.write { _ = try $0.insert(into: "things", Fixtures.things(1...2000)) }
            let seen = try await store.read { transaction in
                var seen = 0
                do {
                    try transaction.forEach("SELECT id FROM things") { _ in
                        seen += 1
                        if seen == 5 { throw Enough() }
                    }
                } catch is Enough {}
                return try transaction.first("SELECT count(*) FROM things") { $0.int(0) + seen }
            }
            #expect(seen == 2005)
        }
    }
}
