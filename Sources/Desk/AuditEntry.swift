internal import Crypto
package import Kernel

/// One change that somebody made, as the audit log keeps it for good.
package struct AuditEntry: Sendable, Equatable {
    package let seq: Int64
    package let at: Instant
    /// Nil where the program itself did it.
    package let actor: StaffID?
    /// The actor's name at that time.
    package let actorName: String
    package let act: AuditAct
    package let subject: AuditSubject
    /// JSON objects of the listed facts before and after; nil where there was nothing yet or is nothing left.
    package let before: String?
    package let after: String?
    package let address: String?
    let previousHash: [UInt8]

    /// What an entry of the chain is linked to where it is the first.
    static let origin = [UInt8](repeating: 0, count: 32)

    /// SHA-256 over the canonical form.
    var hash: [UInt8] { Array(SHA256.hash(data: canonicalForm)) }

    /// The bytes that are hashed, the same on every machine and for good.
    ///
    /// The ASCII text `banyan audit 1\n`, then these eleven fields in order: seq, at (milliseconds UTC), actor's id,
    /// actor's name, act, subject's kind, subject's id, before, after, address, and the previous entry's hash (32
    /// bytes; zeros for the first). A field is its length as eight bytes, most significant first, and its bytes: texts in
    /// UTF-8 as stored, numbers in decimal. A field that is null has the length 2⁶⁴ − 1 and no bytes.
    var canonicalForm: [UInt8] {
        var bytes = Array("banyan audit 1\n".utf8)
        let texts: [String?] = [
            String(seq), String(at.milliseconds), actor?.description, actorName, act.rawValue, subject.kind,
            subject.id, before, after, address,
        ]
        for text in texts { AuditEntry.append(text.map { Array($0.utf8) }, to: &bytes) }
        AuditEntry.append(previousHash, to: &bytes)
        return bytes
    }

    private static func append(_ field: [UInt8]?, to bytes: inout [UInt8]) {
        let length = field.map { UInt64($0.count) } ?? .max
        withUnsafeBytes(of: length.bigEndian) { bytes.append(contentsOf: $0) }
        bytes += field ?? []
    }
}

/// What was done, as a noun and a verb: `staff.disable`. Every room names its own in an extension.
package struct AuditAct: RawRepresentable, Sendable, Hashable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// What it was done to: a kind of thing (`staff`, `group`) and which one.
package struct AuditSubject: Sendable, Hashable {
    package let kind: String
    package let id: String

    package init(kind: String, id: String) {
        self.kind = kind
        self.id = id
    }

    package static func staff(_ id: StaffID) -> AuditSubject { AuditSubject(kind: "staff", id: id.description) }
    package static func group(_ id: GroupID) -> AuditSubject { AuditSubject(kind: "group", id: id.description) }
    package static func person(_ id: PersonID) -> AuditSubject { AuditSubject(kind: "person", id: id.description) }
    static func link(_ id: StaffLinkID) -> AuditSubject { AuditSubject(kind: "link", id: id.description) }
}
