import Kernel
import Storage
import TestSupport
import Testing

struct FullTextTests {
    private static let index = FullText("notes")
    private static let migrations = [
        Migration("2026-01-01 notes", "{full-text notes};"),
        Migration("2026-01-02 notes", "{full-text-by-stretches notes};"),
    ]

    /// What is said in each document: something common, something rare, something long ago, something lately.
    private static func words(_ index: Int, of count: Int) -> [String] {
        var words = ["all", index.isMultiple(of: 2) ? "even" : "odd", "f\(index % 40)", "r\(index % 400)"]
        if index < count / 3 { words.append("old") }
        if index > count - 20 { words.append("new") }
        if index.isMultiple(of: 7) { words += ["one", "two"] }
        if index.isMultiple(of: 11) { words += ["two", "one"] }
        return words
    }

    /// Numbers that are near each other for a while, then far apart: some years of minutes.
    private static func numbers(_ count: Int) -> [Int64] {
        var (number, numbers) = (Int64(25_000_000) << 36, [Int64]())
        for index in 0..<count {
            let gap: Int64 =
                index.isMultiple(of: 900) ? 300_000 : index.isMultiple(of: 50) ? 900 : index % 3 == 0 ? 1 : 0
            number += gap << 36 + 16
            numbers.append(number)
        }
        return numbers
    }

    private static let asked: [(FullTextQuery, @Sendable ([String]) -> Bool)] = [
        (.token("all"), { _ in true }), (.token("even"), { $0.contains("even") }),
        (.token("f7"), { $0.contains("f7") }),
        (.token("r399"), { $0.contains("r399") }), (.token("old"), { $0.contains("old") }),
        (.token("new"), { $0.contains("new") }), (.token("none"), { _ in false }),
        (.all([.token("old"), .token("f3")]), { $0.contains("old") && $0.contains("f3") }),
        (.all([.token("odd"), .token("f4")]), { _ in false }),
        (.any([.token("new"), .token("r5")]), { $0.contains("new") || $0.contains("r5") }),
        (.phrase(["one", "two"], endsOpen: false), { holds($0, "one", "two") }),
        (.phrase(["two", "on"], endsOpen: true), { holds($0, "two", "one") }),
    ]

    private static func holds(_ words: [String], _ first: String, _ second: String) -> Bool {
        zip(words, words.dropFirst()).contains { $0 == first && $1 == second }
    }

    @Test(
        "The newest that match are found in order, as by looking at each, however common they are",
        arguments: TestEngine.available)
    func newest(engine: TestEngine) async throws {
        let count = 4_000
        let numbers = Self.numbers(count)
        try await engine.withStore(Self.migrations) { store in
            try await store.write { transaction in
                let documents = FullTextDocuments(transaction.engine)
                for (index, number) in numbers.enumerated() {
                    for word in Self.words(index, of: count) { documents.add(token: word) }
                    documents.end(number)
                }
                try transaction.insert(into: Self.index, documents)
            }
            #expect(try await store.read { try $0.bytes(of: Self.index) } > 4_000)
            let ranges = [0..<Int64.max, numbers[100]..<numbers[3_000], numbers[0]..<numbers[1], 0..<numbers[0], 5..<5]
            for (query, matches) in Self.asked {
                for range in ranges {
                    let expected = numbers.indices.reversed()
                        .filter { range.contains(numbers[$0]) && matches(Self.words($0, of: count)) }
                        .map { numbers[$0] }
                    for limit in [1, 51, count] {
                        let found = try await store.read {
                            try $0.documents(in: Self.index, matching: query, numbers: range, limit: limit)
                        }
                        #expect(found == Array(expected.prefix(limit)), "\(query) \(range) \(limit)")
                    }
                }
            }
        }
    }

    @Test("Pages that follow each other give all that match, each once", arguments: TestEngine.available)
    func pages(engine: TestEngine) async throws {
        let count = 2_000
        let numbers = Self.numbers(count)
        let seen = try await engine.withStore(Self.migrations) { store in
            // In batches that do not follow the order of numbers, as groups are imported one behind the other.
            for part in 0..<4 {
                try await store.write { transaction in
                    let documents = FullTextDocuments(transaction.engine)
                    for index in numbers.indices where index % 4 == part {
                        for word in Self.words(index, of: count) { documents.add(token: word) }
                        documents.end(numbers[index])
                    }
                    try transaction.insert(into: Self.index, documents)
                }
            }
            var (seen, upper) = ([Int64](), Int64.max)
            while true {
                let page = try await store.read { [upper] in
                    try $0.documents(in: Self.index, matching: .token("f9"), numbers: 0..<upper, limit: 7)
                }
                seen += page
                guard page.count == 7, let last = page.last else { return seen }
                upper = last
            }
        }
        #expect(seen == numbers.indices.reversed().filter { $0 % 40 == 9 }.map { numbers[$0] })
    }

    @Test("A statement for PostgreSQL alone is none for SQLite", arguments: TestEngine.available)
    func alone(engine: TestEngine) async throws {
        let migration = Migration(
            "2026-01-03 alone",
            """
            CREATE TABLE lights (number {small} NOT NULL PRIMARY KEY) {rows};
            {postgres} INSERT INTO lights (number) VALUES (1);
            """)
        let lights = try await engine.withStore([migration]) { store in
            try await store.read { transaction in
                (transaction.engine, try transaction.all("SELECT number FROM lights") { $0.int(0) })
            }
        }
        #expect(lights.1 == (lights.0 == .postgres ? [1] : []))
    }
}
