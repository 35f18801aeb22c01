package import Kernel
package import Storage

extension Subject {
    package enum GroupEdit {}
}

package typealias GroupEditID = ID<Subject.GroupEdit>

/// One change to many groups at once. What is nil stays as it is in each.
package struct GroupEdit: Sendable, Equatable {
    /// A kind, or the empty word for none.
    package var kind: String?
    /// A stage, or the empty word to give it back to the figures.
    package var stage: String?
    package var tagsAdded: [String] = []
    package var tagsRemoved: [String] = []

    package init() {}

    package var isEmpty: Bool { kind == nil && stage == nil && tagsAdded.isEmpty && tagsRemoved.isEmpty }
}

/// How one group was before an edit, as far as the edit changed it.
package struct GroupEditRow: Sendable, Equatable {
    package let group: GroupID
    package let kind: String
    package let stage: String
    package let tagsAdded: [String]
    package let tagsRemoved: [String]

    package init(group: GroupID, kind: String, stage: String, tagsAdded: [String], tagsRemoved: [String]) {
        self.group = group
        self.kind = kind
        self.stage = stage
        self.tagsAdded = tagsAdded
        self.tagsRemoved = tagsRemoved
    }
}

extension RecordStore {
    /// Notes what an edit found, so that it can be undone.
    package func keep(
        _ edit: GroupEdit, rows: [GroupEditRow], by staff: Int64, in transaction: Transaction
    ) throws -> GroupEditID {
        let id: GroupEditID = world.ids.next()
        try transaction.execute(
            """
            INSERT INTO group_edits (id, made_at, made_by, kind, stage)
            VALUES (\(id), \(world.now()), \(staff), \(edit.kind), \(edit.stage))
            """)
        let columns = Columns([
            ("edit_id", .int64), ("group_id", .int64), ("kind", .text), ("stage", .text), ("tags_added", .text),
            ("tags_removed", .text),
        ])
        for row in rows {
            columns[0].append(id)
            columns[1].append(row.group)
            columns[2].append(row.kind)
            columns[3].append(row.stage)
            columns[4].append(row.tagsAdded.joined(separator: "\n"))
            columns[5].append(row.tagsRemoved.joined(separator: "\n"))
        }
        try transaction.insert(into: "group_edit_rows", columns)
        return id
    }

    /// An edit of somebody's that was not undone yet, with what it found; nil where there is none such.
    package func edit(
        _ id: GroupEditID, by staff: Int64, in transaction: Transaction
    ) throws -> (edit: GroupEdit, rows: [GroupEditRow])? {
        let query: SQL = """
            SELECT kind, stage FROM group_edits WHERE id = \(id) AND made_by = \(staff) AND undone_at IS NULL
            """
        let found = try transaction.first(query) { row in
            var edit = GroupEdit()
            edit.kind = row.optionalString(0)
            edit.stage = row.optionalString(1)
            return edit
        }
        guard let found else { return nil }
        let rows = try transaction.all(
            """
            SELECT group_id, kind, stage, tags_added, tags_removed FROM group_edit_rows WHERE edit_id = \(id)
            ORDER BY group_id
            """
        ) { row in
            func tags(_ column: Int) -> [String] { row.string(column).split(separator: "\n").map(String.init) }
            return GroupEditRow(
                group: row.id(0), kind: row.string(1), stage: row.string(2), tagsAdded: tags(3), tagsRemoved: tags(4))
        }
        return (found, rows)
    }

    package func noteUndone(_ id: GroupEditID, in transaction: Transaction) throws {
        try transaction.execute("UPDATE group_edits SET undone_at = \(world.now()) WHERE id = \(id)")
    }
}
