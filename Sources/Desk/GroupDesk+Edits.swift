package import Kernel
package import Record
package import Storage

// One change to many groups, and taking it back.

extension GroupDesk {
    /// Changes many groups at once, all or none, and keeps how they were.
    ///
    /// - Throws: `Fault(.forbidden)` where one of them is not the actor's.
    package func edit(
        _ groups: [GroupID], _ edit: GroupEdit, reason: String, by actor: Actor, at now: Instant,
        in transaction: Transaction
    ) throws -> GroupEditID {
        guard groups.count <= Self.mostGroups else {
            throw Fault(.badInput, "groups.too-many", ["most": String(Self.mostGroups)])
        }
        var rows: [GroupEditRow] = []
        for id in Set(groups).sorted() {
            try actor.require(.editGroups, in: id)
            guard let group = try Group.find(id, in: transaction) else { throw Fault(.notFound, "web.error.404.more") }
            let profile = try record.profile(of: id, in: transaction)
            let known = Set(profile.tags.map(foldedName))
            let row = GroupEditRow(
                group: id, kind: group.kind?.rawValue ?? "", stage: profile.stage,
                tagsAdded: edit.tagsAdded.filter { !known.contains(foldedName($0)) },
                tagsRemoved: profile.tags.filter { edit.tagsRemoved.map(foldedName).contains(foldedName($0)) })
            rows.append(row)
            if let kind = edit.kind {
                try setKind(GroupKind(rawValue: kind), of: group, by: actor, at: now, in: transaction)
            }
            if let stage = edit.stage {
                try setStage(stage, reason: reason, of: id, by: actor, at: now, in: transaction)
            }
            try changeTags(profile.tags, adding: row.tagsAdded, removing: row.tagsRemoved, id, actor, now, transaction)
        }
        return try record.keep(edit, rows: rows, by: actor.ownID().value, in: transaction)
    }

    /// Takes an edit of one's own back in every group where nobody has changed it since.
    ///
    /// - Returns: the groups it was undone in; nil where there is no such edit, or it was undone before.
    package func undo(
        _ id: GroupEditID, reason: String, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws -> [GroupID]? {
        guard let (edit, rows) = try record.edit(id, by: actor.ownID().value, in: transaction) else { return nil }
        for row in rows where actor.mayUse(.editGroups, in: row.group) {
            guard let group = try Group.find(row.group, in: transaction) else { continue }
            let profile = try record.profile(of: row.group, in: transaction)
            if let kind = edit.kind, (group.kind?.rawValue ?? "") == kind {
                try setKind(GroupKind(rawValue: row.kind), of: group, by: actor, at: now, in: transaction)
            }
            if let stage = edit.stage, profile.stage == stage {
                try setStage(row.stage, reason: reason, of: row.group, by: actor, at: now, in: transaction)
            }
            try changeTags(
                profile.tags, adding: row.tagsRemoved, removing: row.tagsAdded, row.group, actor, now, transaction)
        }
        try record.noteUndone(id, in: transaction)
        return rows.map(\.group)
    }

    private func changeTags(
        _ tags: [String], adding: [String], removing: [String], _ group: GroupID, _ actor: Actor, _ now: Instant,
        _ transaction: Transaction
    ) throws {
        guard !adding.isEmpty || !removing.isEmpty else { return }
        let gone = Set(removing.map(foldedName))
        let kept = tags.filter { !gone.contains(foldedName($0)) }
        let known = Set(kept.map(foldedName))
        try setTags(
            kept + adding.filter { !known.contains(foldedName($0)) }, of: group, by: actor, at: now, in: transaction)
    }
}
