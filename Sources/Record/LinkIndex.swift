internal import Glibc
internal import Kernel
package import Storage

/// Keeps an index of the links shared in each group: how often, first and last when (PRODUCT G6).
///
/// A link is what starts with `http://` or `https://` up to white space or a closing mark; punctuation that ends the
/// sentence is not part of it. Links longer than 2,048 bytes are left out.
package struct LinkIndex: Reactor {
    package let name = "links"
    package let selection = EventSelection.withLinks

    package init() {}

    private func uses(in events: [LoggedEvent]) -> [Link: Uses] {
        var found: [Link: Uses] = [:]
        for event in events where event.kind.isMessage {
            guard let text = event.text else { continue }
            for url in LinkIndex.links(in: text) {
                found[Link(group: event.group, url: url), default: Uses(event.instant)].add(event.instant)
            }
        }
        return found
    }

    package func react(to events: [LoggedEvent], in transaction: Transaction) throws {
        let found = uses(in: events)
        guard !found.isEmpty else { return }
        let rows = Columns([
            ("group_id", .int64), ("url", .text), ("times", .int64), ("first_instant", .int64),
            ("last_instant", .int64),
        ])
        for (link, uses) in found.sorted(by: { ($0.key.group, $0.key.url) < ($1.key.group, $1.key.url) }) {
            rows[0].append(link.group.value)
            rows[1].append(link.url)
            rows[2].append(uses.times)
            rows[3].append(uses.first.milliseconds)
            rows[4].append(uses.last.milliseconds)
        }
        try transaction.insert(
            into: "links", rows,
            onConflict: """
                ON CONFLICT (group_id, url) DO UPDATE SET times = links.times + excluded.times,
                first_instant = CASE WHEN excluded.first_instant < links.first_instant THEN excluded.first_instant
                    ELSE links.first_instant END,
                last_instant = CASE WHEN excluded.last_instant > links.last_instant THEN excluded.last_instant
                    ELSE links.last_instant END
                """)
    }

    /// Takes out again what somebody's words brought in; call it while the words are still there. When a link that others
    /// shared, too, was first and last seen stays as it was.
    func forget(wordsOf person: PersonID, in group: Group, in transaction: Transaction) throws {
        // Changing the cursor keeps a reader of the log from going on until this transaction ends.
        let position = try transaction.first(
            """
            UPDATE reactors SET position = position WHERE name = \(name) AND shard = \(group.shard) RETURNING position
            """
        ) { $0.int64(0) }
        let query: SQL = """
            SELECT kind, body FROM events
            WHERE group_id = \(group.id) AND seq <= \(position ?? 0) AND body LIKE '%http%'
                AND COALESCE(speaker_id, sender_id) IN (SELECT id FROM handles WHERE person_id = \(person))
            """
        var uses: [String: Int64] = [:]
        try transaction.forEach(query) { row in
            guard EventKind(rawValue: Int16(clamping: row.int64(0)))?.isMessage == true else { return }
            for url in LinkIndex.links(in: row.string(1)) { uses[url, default: 0] += 1 }
        }
        for (url, times) in uses.sorted(by: { $0.key < $1.key }) {
            try transaction.execute(
                "DELETE FROM links WHERE group_id = \(group.id) AND url = \(url) AND times <= \(times)")
            try transaction.execute(
                "UPDATE links SET times = times - \(times) WHERE group_id = \(group.id) AND url = \(url)")
        }
    }

    private struct Link: Hashable {
        let group: GroupID
        let url: String
    }

    private struct Uses {
        var times: Int64 = 0
        var first: Instant
        var last: Instant

        init(_ instant: Instant) { (first, last) = (instant, instant) }

        mutating func add(_ instant: Instant) {
            times += 1
            first = min(first, instant)
            last = max(last, instant)
        }
    }

    /// The links of a text, each as often as it stands there.
    static func links(in text: String) -> [String] {
        var text = text
        return text.withUTF8 { bytes in
            var found: [String] = []
            var from = 0
            while let start = nextLink(in: bytes, from: from) {
                var end = start
                while end < bytes.count, !endsLink(bytes[end]) { end += 1 }
                from = end
                while end > start, sentenceMarks.contains(bytes[end - 1]) { end -= 1 }
                let scheme = bytes[start + 4] == UInt8(ascii: "s") ? 8 : 7
                guard end - start > scheme, end - start <= 2048 else { continue }
                found.append(String(decoding: bytes[start..<end], as: UTF8.self))
            }
            return found
        }
    }

    private static let sentenceMarks = Set(".,;:!?'\")]}>*".utf8)

    private static func endsLink(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "\"")
            || byte >= 0x80
    }

    /// Where the next `http://` or `https://` begins. Looks for `://`, which is rarer in talk than any letter.
    private static func nextLink(in bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Int? {
        var index = from + 4
        while index + 2 < bytes.count {
            guard bytes[index] == UInt8(ascii: ":"), bytes[index + 1] == UInt8(ascii: "/"),
                bytes[index + 2] == UInt8(ascii: "/")
            else {
                index += 1
                continue
            }
            for scheme in ["https", "http"] as [StaticString] where index - scheme.utf8CodeUnitCount >= from {
                let start = index - scheme.utf8CodeUnitCount
                if memcmp(bytes.baseAddress! + start, scheme.utf8Start, scheme.utf8CodeUnitCount) == 0 { return start }
            }
            index += 3
        }
        return nil
    }
}
