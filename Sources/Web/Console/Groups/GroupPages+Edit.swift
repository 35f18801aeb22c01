internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

extension GroupPages {
    @Sendable func editMany(_ request: Request, _ context: EditingGroups) async throws -> Told {
        let fields = try await FormFields.read(request, context)
        let back = LocalPath.checked(fields["back"])
        let path = back.hasPrefix(BoardQuery.base) ? back : BoardQuery.base
        let groups = fields.all("group").compactMap { Int64($0) }.map { GroupID($0) }
        guard !groups.isEmpty else { return Told(Flash("flash.no-group-selected"), at: path, context.visit) }
        for group in groups where !context.actor.scope.includes(group) { throw HTTPError(.notFound) }
        let edit = try TagText.edit(fields)
        guard !edit.isEmpty else { return Told(Flash("flash.nothing-to-change"), at: path, context.visit) }
        let look = site.look(context.visit)
        let reason = TagText.cut(fields.text("reason")) ?? look("groups.bulk")
        let (groupDesk, actor, now) = (groupDesk, context.actor, site.world.now())
        let id = try await site.store.write { transaction in
            let id = try groupDesk.edit(groups, edit, reason: reason, by: actor, at: now, in: transaction)
            try GroupStanding.relabel(groups, at: now, in: transaction)
            return id
        }
        let flash = Flash(
            "flash.groups-changed", ["count": ReportWords.count(Set(groups).count)], undo: "/groups/undo/\(id)")
        return Told(flash, at: path, context.visit)
    }

    @Sendable func undoEdit(_ request: Request, _ context: EditingGroups) async throws -> Told {
        guard let id = context.parameters.get("edit").flatMap({ Int64($0) }) else { throw HTTPError(.notFound) }
        let (groupDesk, actor, now) = (groupDesk, context.actor, site.world.now())
        let reason = site.look(context.visit)("groups.undone")
        let groups = try await site.store.write { transaction in
            let groups = try groupDesk.undo(GroupEditID(id), reason: reason, by: actor, at: now, in: transaction)
            try GroupStanding.relabel(groups ?? [], at: now, in: transaction)
            return groups
        }
        guard let groups else { throw HTTPError(.notFound) }
        let flash = Flash("flash.groups-undone", ["count": ReportWords.count(groups.count)])
        return Told(flash, at: BoardQuery.base, context.visit)
    }
}

/// Tags as people type them: with commas or spaces between.
enum TagText {
    /// - Throws: `Fault(.badInput)` for a tag that is too long, and for words that are no kind and no stage.
    static func edit(_ fields: FormFields) throws -> GroupEdit {
        var edit = GroupEdit()
        if let kind = fields["kind"], !kind.isEmpty { edit.kind = try known(kind, GroupKind(rawValue: kind) != nil) }
        if let stage = fields["stage"], !stage.isEmpty {
            edit.stage = try known(stage, GroupStage(rawValue: stage) != nil)
        }
        edit.tagsAdded = try tags(fields["tags-add"] ?? "")
        edit.tagsRemoved = try tags(fields["tags-remove"] ?? "")
        return edit
    }

    private static func known(_ word: String, _ isKnown: Bool) throws -> String {
        if word == "none" { return "" }
        guard isKnown else { throw Fault(.badInput, "groups.bad-choice", ["value": word.cut(to: 40)]) }
        return word
    }

    static func tags(_ text: String) throws -> [String] {
        var tags: [String] = []
        let parts = text.split { $0.isWhitespace || ",，、;；".contains($0) }
        for part in parts where !tags.map(foldedName).contains(foldedName(String(part))) {
            let tag = String(part)
            guard tag.count <= GroupDesk.longestTag, !tag.contains("\0") else {
                throw Fault(.badInput, "groups.bad-tag", ["most": String(GroupDesk.longestTag)])
            }
            tags.append(tag)
        }
        return tags
    }

    /// A line that somebody wrote, no longer than is kept, without NUL, which PostgreSQL's texts cannot hold.
    static func cut(_ text: String?, to most: Int = 300) -> String? {
        text.map { String($0.filter { $0 != "\0" }.prefix(most)) }
    }
}
