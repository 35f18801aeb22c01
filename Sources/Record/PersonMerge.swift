package import Kernel
package import Storage

extension Subject {
    package enum PersonMerge {}
}

package typealias PersonMergeID = ID<Subject.PersonMerge>

/// Somebody's word that two people are one, standing or undone.
package struct PersonMerge: Sendable, Equatable {
    package let id: PersonMergeID
    package let from: PersonID
    /// What they are called now; empty where erased.
    package let fromName: String
    package let into: PersonID
    package let intoName: String
    package let mergedAt: Instant
    package let mergedBy: String
    package let reason: String
    package let undone: Undoing?

    package struct Undoing: Sendable, Equatable {
        package let at: Instant
        package let by: String
        package let reason: String
    }
}

/// What merging, or undoing it, did.
package struct MergeOutcome: Sendable, Equatable {
    package let id: PersonMergeID
    /// Whom it is about: who went into whom.
    package let from: PersonID
    package let into: PersonID
    /// The groups that count anew.
    package let groups: [GroupID]
    /// Whether they have done so already; else each does when it is settled.
    package let isSettled: Bool
}

/// What merging somebody would do, to be looked at before.
package struct MergePreview: Sendable, Equatable {
    package let from: PersonMatch
    package let into: PersonMatch
    /// Groups that both are or were in, as `network/name`.
    package let shared: [String]
    /// Groups that will count anew, and the events that have to be read for it; of groups that only mention them only where
    /// these were searched.
    package let groups: Int
    package let events: Int64
}

extension PersonMerge {
    /// How many merges and undoings there have been: who has loaded a group at another point must load it anew.
    static func point(in transaction: Transaction) throws -> Int64 {
        try transaction.first("SELECT point FROM merge_points WHERE id = 1") { $0.int64(0) } ?? 0
    }

    static func movePoint(in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO merge_points (id, point) VALUES (1, 1)
            ON CONFLICT (id) DO UPDATE SET point = merge_points.point + 1
            """)
    }

    /// Brings `people.counted_as` in line with the names that the person has now.
    static func writeCounted(_ person: PersonID, in transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE people SET counted_as = NULLIF((SELECT MIN(m.person_id) FROM handles h
                JOIN merged_handles m ON m.handle_id = h.id WHERE h.person_id = \(person)), id)
            WHERE id = \(person)
            """)
    }

    /// The merges that somebody had a part in, those of whom was merged into them among them, the latest first; at most
    /// 200.
    package static func history(of person: PersonID, in transaction: Transaction) throws -> [PersonMerge] {
        var people: Set<PersonID> = [person]
        var found: [PersonMergeID: PersonMerge] = [:]
        var next = [person]
        while let one = next.popLast(), found.count < 200 {
            for merge in try load("m.from_person = \(one) OR m.into_person = \(one)", in: transaction) {
                found[merge.id] = merge
                guard merge.undone == nil else { continue }
                for other in [merge.from, merge.into] where people.insert(other).inserted { next.append(other) }
            }
        }
        return found.values.sorted { ($1.mergedAt, $1.id) < ($0.mergedAt, $0.id) }
    }

    package static func find(_ id: PersonMergeID, in transaction: Transaction) throws -> PersonMerge? {
        try load("m.id = \(id)", in: transaction).first
    }

    /// All merges, undone ones too, the latest first.
    ///
    /// - Parameter before: Those older than this one; nil for the latest.
    package static func all(
        before: PersonMergeID? = nil, limit: Int, in transaction: Transaction
    ) throws -> [PersonMerge] {
        try load(before.map { "m.id < \($0)" } ?? "1 = 1", limit: limit, in: transaction)
    }

    private static func load(_ condition: SQL, limit: Int = 200, in transaction: Transaction) throws -> [PersonMerge] {
        let query: SQL = """
            SELECT m.id, m.from_person, f.name, m.into_person, i.name, m.merged_at, m.merged_by, m.reason,
                m.undone_at, m.undone_by, m.undone_reason
            FROM person_merges m JOIN people f ON f.id = m.from_person JOIN people i ON i.id = m.into_person
            WHERE \(sql: condition) ORDER BY m.id DESC LIMIT \(limit)
            """
        return try transaction.all(query) { row in
            PersonMerge(
                id: row.id(0), from: row.id(1), fromName: row.string(2), into: row.id(3), intoName: row.string(4),
                mergedAt: row.instant(5), mergedBy: row.string(6), reason: row.string(7),
                undone: row.optionalInstant(8).map { at in
                    Undoing(at: at, by: row.string(9), reason: row.string(10))
                })
        }
    }
}
