internal import Desk
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

extension GroupPages {
    /// What was said in one group, looked for by words.
    func searchPage(_ frame: GroupFrame, _ query: ListQuery) async throws -> [UInt8] {
        if let text = query.fields.text("at"), let number = Int64(text), query.words == nil {
            return try await aroundPage(frame, at: Instant(milliseconds: number))
        }
        let (actor, group, words) = (frame.actor, frame.mark.group, query.words.map { String($0.prefix(400)) })
        let results = try await site.store.read { transaction in
            try MessageResults.load(
                words, actor, group: group, after: query.after, limit: ListQuery.pageSize, in: transaction)
        }
        let look = frame.look
        let when = When(look: look, zone: frame.mark.zone, now: site.world.now())
        let base = frame.tab.path(group)
        return frame.html { page in
            page.element(
                "form", .class("filters"), .named("method", "get"), .named("action", base), .named("role", "search")
            ) { form in
                form.void(
                    "input", .type("search"), .named("name", "q"), .named("value", words ?? ""),
                    .label(look("messages.in-group")), .named("placeholder", look("messages.in-group")))
                form.element("button", .class("btn"), text: look("find"))
            }
            page.element("p", .class("help"), text: look("messages.help"))
            MessageList(look: look, when: when, results: results, showsGroups: false).write(
                further: { query.path(base, [("after", String($0))]) }, to: &page)
        }
    }

    /// The talk about a moment, which other pages lead to.
    private func aroundPage(_ frame: GroupFrame, at moment: Instant) async throws -> [UInt8] {
        let group = frame.mark.group
        let (hits, hasTexts) = try await site.store.read { transaction in
            (
                try MessagesAround.load(group, at: moment, in: transaction),
                try MessageSearch.hasTexts(in: transaction)
            )
        }
        let look = frame.look
        let when = When(look: look, zone: frame.mark.zone, now: site.world.now())
        return frame.html { page in
            page.element("p", .class("why"), text: look("messages.around", ["time": when.exact(moment)]))
            guard !hits.isEmpty else {
                return page.element(
                    "p", .class("empty"), text: look(hasTexts ? "messages.none" : "messages.no-texts"))
            }
            // The index has no part in this; how far it is is no matter.
            var results = MessageResults(query: SearchQuery(""), progress: SearchProgress(done: 0, all: 0))
            results.hits = hits
            MessageList(look: look, when: when, results: results, showsGroups: false, marked: moment).write(
                further: { _ in "" }, to: &page)
        }
    }
}
