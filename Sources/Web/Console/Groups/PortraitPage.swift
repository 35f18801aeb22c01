internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// What a portrait is kept under: its days, and whose other groups may be counted in it.
struct PortraitKey: Hashable, Sendable {
    let group: GroupID
    let window: ReportWindow
    let scope: GroupChoice
    /// How many groups are competitors': it decides which others count.
    let competitors: Int
}

extension GroupPages {
    /// The portrait of a group and some days, counted lately or now.
    func portrait(_ mark: RecordMark, _ window: GroupWindow?, _ actor: Actor) async throws -> GroupPortrait {
        let (store, group, scope) = (site.store, mark.group, actor.scope.choice)
        let competitors = try await store.read { try RecordStore.competitors(in: $0) }
        let key = PortraitKey(
            group: group, window: window?.window ?? .last28Days, scope: scope, competitors: competitors)
        return try await portraits.value(key, of: mark, at: site.world.now()) {
            try await store.read {
                try GroupPortrait.load(group: group, window: key.window, scope: scope, in: $0)
            }
        }
    }

    func portraitPage(_ frame: GroupFrame, _ fields: FormFields) async throws -> [UInt8] {
        let (actor, group, scope) = (frame.actor, frame.mark.group, scope(of: frame.actor))
        let own = try await portrait(frame.mark, frame.window, actor)
        var page = PortraitPage(frame: frame, portrait: own)
        page.choices = try await site.store.read { transaction in
            var query = StandingQuery()
            (query.scope, query.order) = (scope, .members)
            return try query.lines(limit: 200, in: transaction).filter { $0.standing.group != group }
                .map { ($0.standing.group, $0.label.name) }
        }
        page.isReading = try await site.store.read { try NeedIndex.isBehind(in: $0) }
        if let other = fields.text("against").flatMap({ Int64($0) }).map({ GroupID($0) }), other != group {
            guard actor.scope.includes(other),
                let mark = try await site.store.read({ try RecordMark.load(other, in: $0) })
            else { throw HTTPError(.notFound) }
            page.against = other
            page.comparison = PortraitComparison(own, try await portrait(mark, frame.window, actor))
        }
        if let need = fields.text("need").flatMap({ Need(rawValue: $0) }), actor.mayUse(.seePeople, in: group),
            let days = own.window
        {
            page.need = need
            page.evidence = try await site.store.read {
                try NeedEvidence.load(.need(need), in: group, days: days, in: $0)
            }
        }
        page.when = When(look: frame.look, zone: frame.mark.zone, now: site.world.now())
        return page.html()
    }
}

/// Who a group's people are, what they need, and in what another's differ.
struct PortraitPage {
    let frame: GroupFrame
    let portrait: GroupPortrait
    var choices: [(id: GroupID, name: String)] = []
    var isReading = false
    var against: GroupID?
    var comparison: PortraitComparison?
    /// The need whose messages are shown.
    var need: Need?
    var evidence: [NeedEvidence] = []
    var when: When?

    private var look: Look { frame.look }
    private var words: PortraitWords { PortraitWords(look.catalogue) }
    private var parts: PortraitParts { PortraitParts(look.catalogue) }
    private var maySeePeople: Bool { frame.actor.mayUse(.seePeople, in: frame.mark.group) }

    func html() -> [UInt8] {
        frame.html { page in
            guard !portrait.isEmpty else {
                return page.element("div", .class("empty")) { $0.element("h2", text: look("groups.no-data")) }
            }
            addHead(to: &page)
            addChoice(to: &page)
            if let comparison { parts.comparison(comparison, to: &page) }
            if need != nil { addEvidence(to: &page) }
            parts.needs(portrait, evidence: maySeePeople ? { link(toNeed: $0) } : nil, to: &page)
            if comparison == nil { parts.facets(portrait, to: &page) }
            page.element("section", .id("tables")) { section in
                section.element("h2", text: look("groups.tables"))
                let link = "/groups/\(frame.mark.group)/tables/portrait" + (frame.window?.query ?? "")
                section.element("a", .class("chip"), .href(link), text: look("groups.table.portrait"))
            }
        }
    }

    private func addHead(to page: inout HTML) {
        if portrait.isCompetitor {
            page.element("p") { $0.element("span", .class("tag warn"), text: words("competitor")) }
        }
        let values = [
            "members": ReportWords.count(portrait.members), "spoke": ReportWords.count(portrait.spoke),
        ]
        page.element("p", .class("why"), text: words("text.counts", values))
        if isReading { page.element("p", .class("aside"), text: words("reading")) }
    }

    /// The fields of the page's URL besides those that a link sets.
    private func path(_ own: [(String, String)]) -> String {
        var fields = frame.window?.fields ?? []
        if let against, !own.contains(where: { $0.0 == "against" }) { fields.append(("against", "\(against)")) }
        let query = (fields + own).map { $0.0 + "=" + FormFields.escaped($0.1) }.joined(separator: "&")
        return frame.tab.path(frame.mark.group) + (query.isEmpty ? "" : "?" + query)
    }

    private func link(toNeed need: String) -> String { path([("need", need)]) + "#evidence" }

    private func addChoice(to page: inout HTML) {
        guard !choices.isEmpty else { return }
        page.element(
            "form", .class("filters"), .named("method", "get"), .named("action", frame.tab.path(frame.mark.group))
        ) { form in
            for (name, value) in frame.window?.fields ?? [] {
                form.void("input", .type("hidden"), .named("name", name), .named("value", value))
            }
            form.element("select", .named("name", "against"), .label(words("against"))) { select in
                select.element("option", .named("value", ""), text: words("against.none"))
                for choice in choices {
                    select.element(
                        "option", .named("value", "\(choice.id)"), choice.id == against ? .flag("selected") : nil,
                        text: choice.name)
                }
            }
            form.element("button", .class("btn"), text: words("against.go"))
        }
    }

    private func addEvidence(to page: inout HTML) {
        guard let need else { return }
        let name = words.slice(.needs, need.rawValue)
        page.element("section", .id("evidence")) { section in
            section.element("h2", text: words("evidence.title", ["need": name]))
            guard !evidence.isEmpty else {
                return section.element("p", .class("why"), text: words("evidence.none"))
            }
            section.element("p", .class("why"), text: words("evidence.why"))
            section.element("ul", .class("tasks")) { list in
                for one in evidence {
                    list.element("li") { item in
                        item.element("div") { body in
                            body.element("bdi", text: one.text)
                            body.element("span", .class("sub")) { sub in
                                sub.element("a", .href("/members/\(one.person)")) {
                                    $0.element("bdi", text: one.name.isEmpty ? look("members.erased") : one.name)
                                }
                                sub.text(" · ")
                                when?.write(one.instant, to: &sub)
                            }
                        }
                    }
                }
            }
        }
    }
}
