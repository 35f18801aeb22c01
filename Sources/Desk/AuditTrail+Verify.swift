internal import Kernel
package import Storage

/// What a walk along the audit log's chain found.
package struct AuditVerdict: Sendable, Equatable {
    /// How many entries were found to be right, from the first on.
    package let entries: Int64
    /// Where the chain ends; to be noted down elsewhere. Nil where nothing has been logged yet.
    package let head: AuditHead?
    /// The first place where the chain does not hold; nil where all of it does.
    package let firstBreak: Break?

    /// A place where the chain does not hold.
    package struct Break: Sendable, Equatable {
        package let seq: Int64
        package let kind: Kind
    }

    /// The raw value is the end of the text key `audit.…`.
    package enum Kind: String, Sendable, CaseIterable {
        /// The entry says something else than when it was made.
        case changed
        /// There is no entry of this number, but there are later ones.
        case missing
        /// The entry is whole, or was, but stands where another belongs.
        case moved
        /// The entries from this number on have been cut off.
        case cut
        /// There is an entry behind the end of the chain.
        case added
        /// The entries agree with each other, but not with the head, or the head is gone.
        case headChanged = "head-changed"
        /// The head that was noted down elsewhere is not of this chain.
        case otherHead = "other-head"
    }

    package var isSound: Bool { firstBreak == nil }
}

extension AuditTrail {
    /// Walks the chain from the first entry to the head, in constant memory, and names the first broken place.
    ///
    /// - Parameter noted: A head noted down earlier (`SEQ:HASH`), which must be of this chain.
    package static func verify(noted: String? = nil, in transaction: Transaction) throws -> AuditVerdict {
        let noted = try noted.map(AuditHead.init(text:))
        var walk = AuditWalk()
        let query: SQL = "SELECT \(sql: AuditEntry.columns) FROM audit_entries ORDER BY seq"
        var isNotedSeen = noted == nil || noted?.seq == 0
        try transaction.forEach(query) { row in
            guard walk.firstBreak == nil else { return }
            let (entry, hash) = (AuditEntry(row: row), AuditEntry.storedHash(row))
            walk.take(entry, hash)
            if entry.seq == noted?.seq, hash == noted?.hash { isNotedSeen = true }
        }
        if let found = walk.firstBreak, found.kind == .changed, try isMoved(found.seq, in: transaction) {
            walk.firstBreak = AuditVerdict.Break(seq: found.seq, kind: .moved)
        }
        let head = try AuditHead.stored(in: transaction)
        if walk.firstBreak == nil { walk.firstBreak = try end(of: walk, head, in: transaction) }
        if walk.firstBreak == nil, !isNotedSeen, let noted {
            walk.firstBreak = AuditVerdict.Break(seq: noted.seq, kind: .otherHead)
        }
        return AuditVerdict(entries: walk.count, head: head, firstBreak: walk.firstBreak)
    }

    /// Whether an entry that does not fit in its place is linked to another one that is there: it has changed places.
    private static func isMoved(_ seq: Int64, in transaction: Transaction) throws -> Bool {
        let query: SQL = """
            SELECT 1 FROM audit_entries e JOIN audit_entries other ON other.hash = e.previous_hash
            WHERE e.seq = \(seq) AND other.seq <> \(seq) - 1
            """
        return try transaction.first(query) { _ in true } ?? false
    }

    private static func end(
        of walk: AuditWalk, _ head: AuditHead?, in transaction: Transaction
    ) throws -> AuditVerdict.Break? {
        guard let head else {
            // Whoever is on the staff came in by an entry.
            let hasStaff = try transaction.first("SELECT 1 FROM staff LIMIT 1") { _ in true } ?? false
            return walk.count == 0 && !hasStaff ? nil : AuditVerdict.Break(seq: walk.count, kind: .headChanged)
        }
        if head.seq > walk.count { return AuditVerdict.Break(seq: walk.count + 1, kind: .cut) }
        if head.seq < walk.count { return AuditVerdict.Break(seq: head.seq + 1, kind: .added) }
        return head.hash == walk.last ? nil : AuditVerdict.Break(seq: head.seq, kind: .headChanged)
    }
}

/// How far a verification has come.
private struct AuditWalk {
    var count: Int64 = 0
    var last = AuditEntry.origin
    var firstBreak: AuditVerdict.Break?

    mutating func take(_ entry: AuditEntry, _ stored: [UInt8]) {
        if entry.seq != count + 1 {
            firstBreak = AuditVerdict.Break(seq: count + 1, kind: .missing)
        } else if entry.hash != stored {
            firstBreak = AuditVerdict.Break(seq: entry.seq, kind: .changed)
        } else if entry.previousHash != last {
            firstBreak = AuditVerdict.Break(seq: entry.seq, kind: .moved)
        } else {
            count += 1
            last = stored
        }
    }
}

extension AuditHead {
    /// Reads `SEQ:HASH` as `text` writes it.
    init(text: String) throws {
        let parts = text.trimmed.split(separator: ":")
        let digits = parts.count == 2 ? Array(parts[1].utf8) : []
        guard let seq = parts.first.flatMap({ Int64($0) }), seq >= 0, digits.count == 64 else {
            throw Fault(.usage, "audit.bad-head", ["head": text])
        }
        let bytes = stride(from: 0, to: 64, by: 2).compactMap { index in
            UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16)
        }
        guard bytes.count == 32 else { throw Fault(.usage, "audit.bad-head", ["head": text]) }
        self.init(seq: seq, hash: bytes)
    }
}
