internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

extension GroupPages {
    func settingsPage(
        _ frame: GroupFrame, _ fields: FormFields = FormFields(), _ problems: FormProblems = FormProblems(),
        form: GroupSettingsPage.Form? = nil
    ) async throws -> [UInt8] {
        let (record, desk, actor, group) = (site.record, site.desk, frame.actor, frame.mark.group)
        let facts = try await site.store.read { transaction in
            var keepers = try desk.staff(running: group, by: actor, in: transaction)
            let running = keepers
            if actor.mayUse(.manageStaff) {
                keepers = try desk.staff(by: actor, in: transaction).filter { !$0.isDisabled }
            }
            var names = keepers.map { (id: $0.id.value, name: $0.name) }
            if let own = actor.staff, !names.contains(where: { $0.id == own.value }) {
                names.insert((id: own.value, name: actor.name), at: 0)
            }
            return (
                isCompetitor: try RecordStore.isCompetitor(group, in: transaction),
                running: running.map(\.name), keepers: names, bots: try record.bots(of: group, in: transaction),
                events: try Group.find(group, in: transaction).map { try record.eventCount(of: $0, in: transaction) }
                    ?? 0
            )
        }
        return GroupSettingsPage(
            frame: frame, keepers: facts.keepers, running: facts.running, bots: facts.bots, events: facts.events,
            isCompetitor: facts.isCompetitor,
            fields: fields, problems: problems, failed: form
        ).html()
    }

    /// Runs a form's verb; with problems the form comes back with all that was entered.
    private func change(
        _ request: Request, _ context: EditingGroups, _ form: GroupSettingsPage.Form, _ flash: String,
        _ body: @escaping @Sendable (GroupID, FormFields, inout FormProblems, Transaction) throws -> Void
    ) async throws -> Response {
        let (group, now) = (try groupID(context), site.world.now())
        let fields = try await FormFields.read(request, context)
        let problems = try await site.store.write { transaction in
            var problems = FormProblems()
            try body(group, fields, &problems, transaction)
            if problems.isEmpty { try GroupStanding.relabel([group], at: now, in: transaction) }
            return problems
        }
        guard problems.isEmpty else {
            let frame = try await frame(group, .settings, FormFields(), context.actor, context.visit)
            let page = try await settingsPage(frame, fields, problems, form: form)
            return try Answer.html(page, status: .unprocessableContent).response(from: request, context: context)
        }
        let tab: GroupTab = fields["back"] == GroupTab.overview.rawValue ? .overview : .settings
        return try Told(Flash(flash), at: tab.path(group), context.visit)
            .response(from: request, context: context)
    }

    @Sendable func saveProfile(_ request: Request, _ context: EditingGroups) async throws -> Response {
        let (groupDesk, record, actor, now) = (groupDesk, site.record, context.actor, site.world.now())
        return try await change(request, context, .profile, "flash.group-saved") { id, fields, problems, transaction in
            guard let group = try Group.find(id, in: transaction) else { throw HTTPError(.notFound) }
            var profile = try record.profile(of: id, in: transaction)
            profile.read(fields, &problems)
            var tags: [String] = []
            do {
                tags = try TagText.tags(fields["tags"] ?? "")
                if tags.count > GroupDesk.mostTags {
                    problems.add("tags", "groups.too-many-tags", ["most": String(GroupDesk.mostTags)])
                }
            } catch let fault as Fault { problems.add("tags", fault) }
            let kind = fields["kind"] ?? ""
            if !kind.isEmpty, GroupKind(rawValue: kind) == nil {
                problems.add("kind", "groups.bad-choice", ["value": kind.cut(to: 40)])
            }
            guard problems.isEmpty else { return }
            try groupDesk.setProfile(profile, of: id, by: actor, at: now, in: transaction)
            try groupDesk.setKind(GroupKind(rawValue: kind), of: group, by: actor, at: now, in: transaction)
            try groupDesk.setTags(tags, of: id, by: actor, at: now, in: transaction)
        }
    }

    @Sendable func saveStage(_ request: Request, _ context: EditingGroups) async throws -> Response {
        let (groupDesk, actor, now) = (groupDesk, context.actor, site.world.now())
        return try await change(request, context, .stage, "flash.stage-set") { id, fields, problems, transaction in
            guard try Group.find(id, in: transaction) != nil else { throw HTTPError(.notFound) }
            let stage = fields["stage"] ?? ""
            if !stage.isEmpty, GroupStage(rawValue: stage) == nil {
                problems.add("stage", "groups.bad-choice", ["value": stage.cut(to: 40)])
            }
            let reason = TagText.cut(fields.text("reason"))
            if reason == nil { problems.add("reason", "groups.needs-reason") }
            guard problems.isEmpty, let reason else { return }
            let suggested = try StandingLine.find(id, in: transaction)?.standing.stage?.rawValue
            try groupDesk.setStage(
                stage, reason: reason, suggested: suggested, of: id, by: actor, at: now, in: transaction)
        }
    }

    /// The zone, and which names are programs: either folds the whole history anew.
    @Sendable func saveCounting(_ request: Request, _ context: EditingGroups) async throws -> Response {
        let (groupDesk, actor, now) = (groupDesk, context.actor, site.world.now())
        return try await change(request, context, .counting, "flash.group-recounted") {
            id, fields, problems, transaction in
            guard let group = try Group.find(id, in: transaction) else { throw HTTPError(.notFound) }
            let zone = fields.text("group-zone").flatMap { CivilZone($0)?.name }
            if zone == nil {
                problems.add(
                    "group-zone", "record.unknown-zone", ["zone": (fields.text("group-zone") ?? "").cut(to: 60)])
            }
            guard problems.isEmpty, let zone else { return }
            let bots = GroupBots(bots: Self.names(fields["bots"]), bridges: Self.names(fields["bridges"]))
            try groupDesk.setBots(bots, of: group, by: actor, at: now, in: transaction)
            try groupDesk.setZone(zone, of: group, by: actor, at: now, in: transaction)
        }
    }

    /// Whether the group is somebody else's.
    @Sendable func saveCompetitor(_ request: Request, _ context: EditingGroups) async throws -> Response {
        let (groupDesk, actor, now) = (groupDesk, context.actor, site.world.now())
        return try await change(request, context, .competitor, "flash.group-saved") { id, fields, _, transaction in
            guard let group = try Group.find(id, in: transaction) else { throw HTTPError(.notFound) }
            try groupDesk.setCompetitor(fields["competitor"] == "1", of: group, by: actor, at: now, in: transaction)
        }
    }

    private static func names(_ text: String?) -> [String] {
        let lines = (text ?? "").split(whereSeparator: \.isNewline)
        return lines.prefix(500).compactMap { line in
            var fields = FormFields()
            fields.set("line", String(line))
            return TagText.cut(fields.text("line"))
        }
    }
}

extension GroupProfile {
    /// Reads what a form says of it.
    fileprivate mutating func read(_ fields: FormFields, _ problems: inout FormProblems) {
        purpose = Self.text("purpose", fields, GroupDesk.longestText, &problems)
        promise = Self.text("promise", fields, GroupDesk.longestText, &problems)
        owner = Self.text("owner", fields, GroupDesk.longestName, &problems)
        keeper = fields["keeper"].flatMap { Int64($0) }
        capacity = nil
        guard let number = fields.text("capacity") else { return }
        guard let value = Int(number), (1...1_000_000).contains(value) else {
            return problems.add("capacity", "groups.bad-capacity")
        }
        capacity = value
    }

    private static func text(
        _ name: String, _ fields: FormFields, _ most: Int, _ problems: inout FormProblems
    ) -> String {
        let text = (fields.text(name) ?? "").filter { $0 != "\0" }
        if text.count > most { problems.add(name, "groups.too-long", ["most": ReportWords.count(most)]) }
        return text
    }
}
