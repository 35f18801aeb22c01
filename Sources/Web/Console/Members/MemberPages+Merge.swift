internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

// Saying that two people are one, and taking it back.

extension MemberPages {
    typealias Merging = Permitted<MayMergePeople>

    private var desk: PeopleDesk { PeopleDesk(store: site.store, record: site.record) }

    func addMergeRoutes(to router: some RouterMethods<VisitContext>) {
        let merging = router.group(context: Merging.self)
        merging.get("/members/:id/merge") { request, context in
            try await choose(FormFields(query: request).text("q"), context)
        }
        merging.get("/members/:id/merge/:other") { _, context in try await confirm(context) }
        merging.post("/members/:id/merge/:other", use: merge)
        merging.post("/members/:id/unmerge/:merge", use: unmerge)
    }

    /// Somebody whom the visitor may see; else they are not there.
    private func seen(_ name: String, _ context: Merging) async throws -> MemberLine {
        let text = context.parameters.get(name) ?? ""
        let id = PersonID(Int64(text) ?? 0)
        var query = MemberQuery()
        query.scope = context.actor.scope.choice
        query.only = [id]
        guard let line = try await site.store.read({ [query] in try query.lines(limit: 1, in: $0) }).first else {
            throw Fault(.notFound, "record.no-such-person", ["person": text])
        }
        return line
    }

    private func name(_ line: MemberLine, _ look: Look) -> String {
        line.name.isEmpty ? look("members.nameless") : line.name
    }

    // MARK: - Choosing

    private func choose(_ words: String?, _ context: Merging) async throws -> Answer {
        let person = try await seen("id", context)
        let look = site.look(context.visit)
        let scope = context.actor.scope.choice
        let found = try await site.store.read { transaction -> [LikelySame] in
            guard let words else { return try LikelySame.people(like: person.id, in: scope, in: transaction) }
            var query = MemberQuery()
            query.scope = scope
            query.words = words
            return try query.lines(limit: 21, in: transaction).filter { $0.id != person.id }.prefix(20).map {
                LikelySame(line: $0, name: "")
            }
        }
        let values = ["name": name(person, look)]
        return .html(
            Layout(look: look, title: look("merge.title", values), place: .members, subtitle: look("merge.why", values))
                .html { page in
                    MergeSearch(look: look, person: person.id).write(words, to: &page)
                    if words != nil, found.isEmpty { page.element("p", .class("empty"), text: look("merge.nobody")) }
                    if words == nil, !found.isEmpty { page.element("h2", text: look("merge.likely")) }
                    CandidateList(look: look, person: person.id).write(found, to: &page)
                    page.element("p") { $0.element("a", .href("/members/\(person.id)"), text: look("merge.back")) }
                })
    }

    // MARK: - Confirming

    private func confirm(
        _ context: Merging, fields: FormFields = FormFields(), fault: Fault? = nil
    ) async throws -> Answer {
        let (person, other) = (try await seen("id", context), try await seen("other", context))
        let look = site.look(context.visit)
        let preview = try await desk.preview(other.id, into: person.id, by: context.actor)
        let form = FormPart(look: look, fields: fields)
        // Who has the same name is told apart by the group.
        let isNamesake = name(person, look) == name(other, look)
        func called(_ line: MemberLine) -> String {
            guard isNamesake, let place = line.groups.first else { return name(line, look) }
            return look("merge.of-group", ["name": name(line, look), "group": place.name])
        }
        let values = [
            "name": called(person), "other": called(other), "groups": ReportWords.count(preview.groups),
            "events": ReportWords.count(Int(preview.events)), "shared": ReportWords.count(preview.shared.count),
        ]
        let layout = Layout(look: look, title: look("merge.confirm.title", values), place: .members)
        let bytes = layout.html { page in
            page.element("section", .class("block")) { addSides(person, other, look, to: &$0) }
            page.element("p", .class("advice")) { $0.element("bdi", text: look("merge.consequence", values)) }
            if !preview.shared.isEmpty {
                page.element("p", text: look("merge.shared", values))
                page.element("ul") { list in
                    for group in preview.shared.prefix(10) {
                        list.element("li") { $0.element("bdi", text: group) }
                    }
                }
            }
            if preview.events > RecordStore.mostRefoldedAtOnce { page.element("p", text: look("merge.large", values)) }
            page.element(
                "form", .class("form"), .named("method", "post"),
                .named("action", "/members/\(person.id)/merge/\(other.id)")
            ) { body in
                form.token(to: &body)
                form.trouble(fault, on: &body)
                form.row("reason", label: look("merge.reason"), isRequired: true, on: &body)
                body.element("div", .class("buttons")) { buttons in
                    buttons.element("button", .class("btn main"), text: look("merge.go"))
                    buttons.element("a", .class("btn"), .href("/members/\(person.id)"), text: look("cancel"))
                }
            }
        }
        return .html(bytes, status: fault == nil ? .ok : .unprocessableContent)
    }

    /// Both people with their figures, side by side.
    private func addSides(_ person: MemberLine, _ other: MemberLine, _ look: Look, to page: inout HTML) {
        page.element("div", .class("tablebox")) { box in
            box.element("table") { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        row.element("th", .scope("col"), text: look("members.name"))
                        row.element("th", .scope("col"), text: look("members.groups"))
                        row.element("th", .scope("col"), .class("r"), text: look("members.messages"))
                    }
                }
                table.element("tbody") { body in
                    for (line, key) in [(person, "merge.stays"), (other, "merge.goes")] {
                        body.element("tr") { row in
                            row.element("th", .scope("row")) { cell in
                                cell.element("a", .class("name"), .href("/members/\(line.id)")) {
                                    $0.element("bdi", text: name(line, look))
                                }
                                cell.element("span", .class("sub"), text: look(key))
                            }
                            row.element("td") { cell in
                                let names = line.groups.prefix(5).map(\.name)
                                cell.element("bdi", text: names.joined(separator: look("list.comma")))
                                if line.groups.count > names.count {
                                    let more = String(line.groups.count - names.count)
                                    cell.text(look("members.more-groups", ["count": more]))
                                }
                            }
                            row.element("td", .class("r"), text: ReportWords.count(line.messages))
                        }
                    }
                }
            }
        }
    }

    // MARK: - Doing

    /// How long a reason may be.
    private static let longestReason = 300

    @Sendable private func merge(_ request: Request, _ context: Merging) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        let (person, other) = (try await seen("id", context), try await seen("other", context))
        guard let reason = fields.text("reason"), reason.count <= Self.longestReason else {
            let fault = Fault(.badInput, "merge.no-reason", ["most": String(Self.longestReason)])
            return try await confirm(context, fields: fields, fault: fault).response(from: request, context: context)
        }
        let outcome: MergeOutcome
        do {
            outcome = try await desk.merge(
                other.id, into: person.id, reason: reason, by: context.actor, at: site.world.now())
        } catch let fault as Fault where fault.code == .badInput {
            return try await confirm(context, fields: fields, fault: fault).response(from: request, context: context)
        }
        let key = outcome.isSettled ? "flash.merged" : "flash.merging"
        let flash = Flash(key, ["groups": ReportWords.count(outcome.groups.count)])
        return try Told(flash, at: "/members/\(person.id)", context.visit).response(from: request, context: context)
    }

    @Sendable private func unmerge(_ request: Request, _ context: Merging) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        let person = try await seen("id", context)
        let merge = PersonMergeID(context.parameters.get("merge").flatMap { Int64($0) } ?? 0)
        let isTheirs = try await site.store.read { transaction in
            try PersonMerge.history(of: person.id, in: transaction).contains { $0.id == merge && $0.undone == nil }
        }
        guard isTheirs else { throw Fault(.notFound, "merge.none", ["merge": merge.description]) }
        let reason = String((fields.text("reason") ?? "").prefix(Self.longestReason))
        let outcome = try await desk.unmerge(merge, reason: reason, by: context.actor, at: site.world.now())
        let key = outcome.isSettled ? "flash.unmerged" : "flash.unmerging"
        let flash = Flash(key, ["groups": ReportWords.count(outcome.groups.count)])
        return try Told(flash, at: "/members/\(person.id)", context.visit).response(from: request, context: context)
    }
}

/// The search for whom somebody is one with.
private struct MergeSearch {
    let look: Look
    let person: PersonID

    func write(_ words: String?, to section: inout HTML) {
        section.element(
            "form", .class("filters"), .named("method", "get"), .named("action", "/members/\(person)/merge"),
            .named("role", "search")
        ) { form in
            form.void(
                "input", .type("search"), .named("name", "q"), .named("value", words ?? ""),
                .label(look("members.words")), .named("placeholder", look("members.words")), .flag("required"))
            form.element("button", .class("btn"), text: look("find"))
        }
    }
}

/// People who may be the same, each leading to the page that says what follows from it.
private struct CandidateList {
    let look: Look
    let person: PersonID

    func write(_ found: [LikelySame], to section: inout HTML) {
        guard !found.isEmpty else { return }
        section.element("ul", .class("tasks")) { list in
            for one in found {
                list.element("li") { item in
                    item.element("div") { text in
                        text.element("a", .class("name"), .href("/members/\(person)/merge/\(one.line.id)")) {
                            $0.element("bdi", text: one.line.name.isEmpty ? look("members.nameless") : one.line.name)
                        }
                        text.element("span", .class("sub")) { sub in
                            if !one.name.isEmpty {
                                sub.element("bdi", text: look("merge.same-name", ["name": one.name]))
                                sub.text(" · ")
                            }
                            let names = one.line.groups.prefix(3).map(\.name).joined(separator: look("list.comma"))
                            sub.element("bdi", text: names)
                            sub.text(" · " + look("members.said", ["count": ReportWords.count(one.line.messages)]))
                        }
                    }
                }
            }
        }
    }
}

/// What a person's page says of merges: who may be the same, who was merged, by whom and why.
struct MergeSection {
    let look: Look
    let when: When
    let person: PersonID
    let facts: MergeFacts

    func write(to page: inout HTML) {
        guard facts.mayMerge || !facts.merges.isEmpty else { return }
        page.element("section", .class("block"), .id("merges")) { section in
            section.element("h2", text: look("merge.heading"))
            if facts.unsettled > 0 {
                section.element(
                    "p", .class("advice"), .named("role", "status"),
                    text: look("merge.counting", ["groups": ReportWords.count(facts.unsettled)]))
            }
            if facts.mayMerge {
                section.element("p", .class("why"), text: look("merge.heading.why"))
                MergeSearch(look: look, person: person).write(nil, to: &section)
                if !facts.likely.isEmpty {
                    section.element("h3", text: look("merge.likely"))
                    CandidateList(look: look, person: person).write(facts.likely, to: &section)
                }
            }
            if !facts.merges.isEmpty { addHistory(to: &section) }
        }
    }

    private func addHistory(to section: inout HTML) {
        section.element("h3", text: look("merge.history"))
        section.element("ul", .class("tasks")) { list in
            for merge in facts.merges {
                list.element("li") { item in
                    item.element("div") { text in
                        let values = ["from": name(merge.fromName), "into": name(merge.intoName)]
                        text.element("bdi", text: look("merge.line", values))
                        addWord("merge.by", merge.mergedBy, merge.reason, merge.mergedAt, to: &text)
                        if let undone = merge.undone {
                            addWord("merge.undone-by", undone.by, undone.reason, undone.at, to: &text)
                        }
                    }
                    if facts.mayMerge, merge.undone == nil { addUndo(of: merge, to: &item) }
                }
            }
        }
    }

    private func name(_ name: String) -> String { name.isEmpty ? look("members.nameless") : name }

    private func addWord(_ key: String, _ by: String, _ reason: String, _ at: Instant, to text: inout HTML) {
        text.element("span", .class("sub")) { sub in
            sub.element("bdi", text: look(key, ["by": by]))
            sub.text(" ")
            when.write(at, to: &sub)
            if !reason.isEmpty {
                sub.text(" · ")
                sub.element("bdi", text: reason)
            }
        }
    }

    private func addUndo(of merge: PersonMerge, to item: inout HTML) {
        item.element(
            "form", .named("method", "post"), .named("action", "/members/\(person)/unmerge/\(merge.id)"),
            .class("filters"), .named("data-confirm", look("merge.undo.sure"))
        ) { form in
            FormPart(look: look).token(to: &form)
            form.void(
                "input", .type("text"), .named("name", "reason"), .label(look("merge.undo.reason")),
                .named("placeholder", look("merge.undo.reason")), .named("maxlength", "300"))
            form.element("button", .class("btn"), text: look("merge.undo"))
        }
    }
}

/// What is read for it.
struct MergeFacts: Sendable {
    var merges: [PersonMerge] = []
    var likely: [LikelySame] = []
    var mayMerge = false
    /// Groups of theirs that are still being counted anew.
    var unsettled = 0

    init() {}

    init(
        of profile: MemberProfile, by actor: Actor, _ desk: PeopleDesk, in transaction: Transaction
    ) throws {
        guard !profile.isErased else { return }
        mayMerge = try desk.mayMerge(profile.id, actor, in: transaction)
        let isWhole = !actor.scope.isLimited || mayMerge
        // Whoever does not see all of somebody sees no names from elsewhere.
        if isWhole { merges = try PersonMerge.history(of: profile.id, in: transaction) }
        if mayMerge { likely = try LikelySame.people(like: profile.id, in: actor.scope.choice, in: transaction) }
        if !merges.isEmpty { unsettled = try RecordStore.unsettledCount(in: transaction) }
    }
}
