internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Reports
internal import Storage

extension MemberPages {
    func show(_ query: ListQuery, _ context: Visit) async throws -> Answer {
        let (scope, now) = (context.actor.scope.choice, site.world.now())
        let id = PersonID(context.parameters.get("id").flatMap { Int64($0) } ?? 0)
        guard let profile = try await site.store.read({ try MemberProfile.load(id, in: scope, at: now, in: $0) }) else {
            throw Fault(.notFound, "record.no-such-person", ["person": context.parameters.get("id") ?? ""])
        }
        // An old link to somebody who was merged leads to whom they are counted as.
        guard profile.id == id else { throw Detour(path: "/members/\(profile.id)") }
        let desk = PeopleDesk(store: site.store, record: site.record)
        let actor = context.actor
        let facts = try await site.store.read { try MergeFacts(of: profile, by: actor, desk, in: $0) }
        let (topics, thanks) = try await site.store.read {
            (try MemberTopics.load(id, in: scope, $0), try MemberThanks.load(id, in: scope, $0))
        }
        let look = site.look(context.visit)
        let page = ProfilePage(
            profile: profile, look: look, when: When(look: look, zone: context.actor.zone, now: now), query: query,
            merging: facts, topics: topics, thanks: thanks)
        return .html(page.html())
    }
}

/// One person across the groups that the reader may see.
struct ProfilePage {
    let profile: MemberProfile
    let look: Look
    let when: When
    let query: ListQuery
    var merging = MergeFacts()
    var topics = MemberTopics()
    var thanks = MemberThanks()

    private var name: String {
        profile.isErased ? look("members.erased") : profile.name.isEmpty ? look("members.nameless") : profile.name
    }

    func html() -> [UInt8] {
        let others = profile.names.filter { $0 != profile.name }.prefix(8)
        let known = (Array(others) + profile.networkIDs.prefix(3)).joined(separator: look("list.comma"))
        return Layout(
            look: look, title: name, place: .members,
            subtitle: known.isEmpty ? nil : look("members.also", ["names": known])
        ).html { page in
            addTiles(to: &page)
            page.element("section", .class("block")) { section in
                section.element("h2", text: look("members.places"))
                addPlaces(to: &section)
            }
            MemberTopicsSection(look: look, topics: topics).write(to: &page)
            MemberThanksSection(look: look, when: when, thanks: thanks).write(to: &page)
            page.element("div", .class("two")) { columns in
                columns.element("div") { left in
                    addMoments(to: &left)
                }
                columns.element("div") { right in
                    addRhythm(to: &right)
                    addHints(to: &right)
                    addQuestions(profile.asked, "members.asked", to: &right)
                    addQuestions(profile.answered, "members.answered", to: &right)
                }
            }
            MergeSection(look: look, when: when, person: profile.id, facts: merging).write(to: &page)
        }
    }

    private func addTiles(to page: inout HTML) {
        page.element("dl", .class("tiles")) { tiles in
            let current = profile.places.count { $0.left == nil }
            let figures = [
                ("members.messages", ReportWords.count(profile.messages)),
                ("members.groups-in", ReportWords.count(current)),
                ("members.asked-count", ReportWords.count(profile.askedCount)),
                ("members.answered-count", ReportWords.count(profile.answeredCount)),
            ]
            for (key, value) in figures {
                tiles.element("div", .class("tile")) { tile in
                    tile.element("dt", text: look(key))
                    tile.element("dd", text: value)
                }
            }
        }
    }

    private func addPlaces(to section: inout HTML) {
        section.element("div", .class("tablebox")) { box in
            box.element("table") { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        row.element("th", .scope("col"), text: look("members.group"))
                        row.element("th", .scope("col"), text: look("members.part"))
                        row.element("th", .scope("col"), .class("r"), text: look("members.messages"))
                        row.element("th", .scope("col"), .class("hide-s"), text: look("members.came"))
                        row.element("th", .scope("col"), .class("r hide-s"), text: look("members.last"))
                    }
                }
                table.element("tbody") { body in for place in profile.places { addPlace(place, to: &body) } }
            }
        }
    }

    private func addPlace(_ place: MemberProfile.Place, to body: inout HTML) {
        body.element("tr") { row in
            row.element("th", .scope("row")) { cell in
                cell.element("a", .class("name"), .href("/groups/\(place.group)")) {
                    $0.element("bdi", text: place.name)
                }
            }
            row.element("td") { cell in
                if let left = place.left {
                    cell.element("span", .class("tag bad"), text: look("members.left-on", ["day": when.day(of: left)]))
                } else if let part = place.part {
                    cell.element(
                        "span", .class(part == .core ? "tag leaf" : part == .edge ? "tag sky" : "tag warn"),
                        text: look("members.part." + part.rawValue))
                } else {
                    cell.text("–")
                }
            }
            row.element("td", .class("r"), text: ReportWords.count(place.messages))
            row.element("td", .class("hide-s")) { cell in
                cell.text(
                    look(
                        place.isJoinImplied ? "members.there-on" : "members.joined-on",
                        ["day": when.day(of: place.joined)]))
                if let inviter = place.inviter, let name = place.inviterName, !name.isEmpty {
                    cell.text(look("list.comma") + look("members.invited-by") + " ")
                    cell.element("a", .href("/members/\(inviter)")) { $0.element("bdi", text: name) }
                } else if let scene = place.scene, !scene.isEmpty {
                    let key = "page.scene." + scene
                    cell.text(look("list.comma") + (look.catalogue.has(key) ? look.catalogue(key) : scene))
                }
                if place.stays > 1 {
                    cell.element("span", .class("sub"), text: look("members.stays", ["count": String(place.stays)]))
                }
            }
            row.element("td", .class("r hide-s")) { cell in
                if let spoke = place.lastMessage { when.write(spoke, to: &cell) } else { cell.text("–") }
            }
        }
    }

    // MARK: - When they speak

    /// What they need and what they do, by their own words.
    private func addHints(to page: inout HTML) {
        guard !profile.hints.isEmpty else { return }
        let words = PortraitWords(look.catalogue)
        page.element("section", .class("block"), .id("hints")) { section in
            section.element("h2", text: look("members.needs"))
            section.element("p", .class("why"), text: look("members.needs.why"))
            section.element("ul", .class("tasks")) { list in
                for one in profile.hints.prefix(12) {
                    let values = ["count": ReportWords.count(one.times), "day": when.day(one.lastDay)]
                    list.element("li") { item in
                        item.element("div") { body in
                            body.text(words.hint(one))
                            body.element("span", .class("sub"), text: look("members.needs.times", values))
                        }
                    }
                }
            }
        }
    }

    private func addRhythm(to page: inout HTML) {
        guard profile.messages > 0 else { return }
        page.element("section", .class("block")) { section in
            section.element("h2", text: look("members.weeks"))
            bars(
                profile.weeks.map { (when.day($0.monday), $0.messages) }, label: look("members.weeks"), to: &section)
            section.element("h2", text: look("members.hours"))
            section.element("p", .class("why"), text: look("members.hours.why"))
            bars(
                profile.hours.enumerated().map { ("\($0.offset):00", $0.element) }, label: look("members.hours"),
                to: &section)
        }
    }

    /// Bars that need no script; each says its own figure, and a table has them all.
    private func bars(_ values: [(label: String, value: Int)], label: String, to section: inout HTML) {
        let most = max(1, values.map(\.value).max() ?? 1)
        section.element("div", .class("bars"), .named("role", "img"), .label(label)) { bars in
            for value in values {
                let height = value.value == 0 ? 0 : max(3, value.value * 100 / most)
                bars.element("i", .title("\(value.label): \(value.value)"), .style("height:\(height)%"), text: "")
            }
        }
        section.element("details") { details in
            details.element("summary", text: look("as-table"))
            details.element("div", .class("tablebox")) { box in
                box.element("table") { table in
                    table.element("tbody") { body in
                        for value in values where value.value > 0 {
                            body.element("tr") { row in
                                row.element("th", .scope("row"), text: value.label)
                                row.element("td", .class("r"), text: ReportWords.count(value.value))
                            }
                        }
                    }
                }
            }
        }
    }

    private func addQuestions(_ questions: [MemberProfile.Asked], _ key: String, to page: inout HTML) {
        guard !questions.isEmpty else { return }
        page.element("section", .class("block")) { section in
            section.element("h2", text: look(key))
            section.element("ul", .class("tasks")) { list in
                for question in questions {
                    list.element("li") { item in
                        item.element("div") { text in
                            text.element("span") { $0.element("bdi", text: question.text ?? look("members.no-words")) }
                            text.element("span", .class("sub")) { sub in
                                sub.element("bdi", text: question.groupName)
                                sub.text(" · ")
                                when.write(question.instant, to: &sub)
                                if !question.isAnswered { sub.text(" · " + look("members.open")) }
                            }
                        }
                    }
                }
            }
        }
    }

    // MARK: - What happened

    private func addMoments(to page: inout HTML) {
        let skipped = min(max(0, query.fields["from"].flatMap { Int($0) } ?? 0), profile.moments.count)
        let shown = profile.moments.dropFirst(skipped).prefix(MemberPages.momentsShown)
        page.element("section", .class("block"), .id("moments")) { section in
            section.element("h2", text: look("members.moments"))
            section.element("ol", .class("moments")) { list in
                for moment in shown {
                    list.element("li") { item in
                        when.write(moment.instant, to: &item)
                        item.text(" ")
                        item.element("span") { text in
                            let detail = moment.detail.flatMap { $0.isEmpty ? nil : $0 }
                            let key = "members.moment.\(moment.kind.rawValue)" + (detail == nil ? "" : ".by")
                            text.element(
                                "bdi", text: look(key, ["group": moment.groupName ?? "", "detail": detail ?? ""]))
                        }
                    }
                }
            }
            let base = "/members/\(profile.id)"
            section.element("nav", .class("foot"), .label(look("list.pages"))) { foot in
                foot.element(
                    "span",
                    text: look(
                        "list.count-of",
                        ["count": String(shown.count), "total": ReportWords.count(profile.moments.count)]))
                if skipped > 0 { foot.element("a", .href(base), text: look("list.first")) }
                if skipped + shown.count < profile.moments.count {
                    foot.element(
                        "a", .href(base + "?from=\(skipped + shown.count)#moments"), .named("rel", "next"),
                        text: look("list.next"))
                }
            }
        }
    }
}
