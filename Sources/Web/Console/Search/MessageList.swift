internal import Desk
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// Messages that were looked for: what was asked, what was found, and how far the index is.
struct MessageResults: Sendable {
    let query: SearchQuery
    var hits: [SearchHit] = []
    var next: Int64?
    let progress: SearchProgress
    /// False where no texts are kept, so that there is nothing to look in.
    var hasTexts = true

    static func load(
        _ words: String?, _ actor: Actor, group: GroupID? = nil, after: String?, limit: Int, in transaction: Transaction
    ) throws -> MessageResults {
        let query = SearchQuery(words ?? "")
        var results = MessageResults(query: query, progress: try SearchProgress.load(in: transaction))
        let scope = actor.scope.isLimited ? actor.scope.groups : nil
        let search = MessageSearch(query: query, scope: scope, group: group, zone: actor.zone)
        let page = try search.page(after: after.flatMap { Int64($0) }, limit: limit, in: transaction)
        (results.hits, results.next) = (page.hits, page.next)
        if page.hits.isEmpty { results.hasTexts = try MessageSearch.hasTexts(in: transaction) }
        return results
    }
}

/// The list of messages found, each with its words marked.
struct MessageList {
    let look: Look
    let when: When
    let results: MessageResults
    /// Whether the group is said with each.
    var showsGroups = true
    /// The moment that is meant, where the list is of one.
    var marked: Instant?

    /// - Parameter further: The path of the next page.
    func write(further: (Int64) -> String, to page: inout HTML) {
        addProgress(to: &page)
        guard !results.hits.isEmpty else {
            guard !results.query.isEmpty else { return }
            return page.element(
                "p", .class("empty"), text: look(results.hasTexts ? "messages.none" : "messages.no-texts"))
        }
        page.element("ul", .class("tasks")) { list in
            for hit in results.hits {
                let isMeant = hit.instant == marked
                list.element("li", isMeant ? .class("meant") : nil, isMeant ? .id("meant") : nil) {
                    $0.element("div") { add(hit, to: &$0) }
                }
            }
        }
        guard let next = results.next else { return }
        page.element("nav", .class("foot"), .label(look("list.pages"))) { foot in
            foot.element("a", .href(further(next)), .named("rel", "next"), text: look("messages.older"))
        }
    }

    private func addProgress(to page: inout HTML) {
        let progress = results.progress
        guard progress.isBehind, progress.all > 0 else { return }
        let share = Int(Double(progress.done) / Double(progress.all) * 100)
        page.element(
            "p", .class("why"), .named("role", "status"), text: look("messages.behind", ["share": String(share)]))
    }

    private func add(_ hit: SearchHit, to item: inout HTML) {
        item.element("p", .class("said"), .named("dir", "auto")) { text in
            for piece in SearchSnippet(of: hit.text, for: results.query).pieces {
                if piece.isMarked { text.element("mark", text: piece.text) } else { text.text(piece.text) }
            }
        }
        item.element("span", .class("sub")) { sub in
            let name = hit.sender.isEmpty ? look("members.nameless") : hit.sender
            if let person = hit.person, !hit.sender.isEmpty {
                sub.element("a", .href("/members/\(person)")) { $0.element("bdi", text: name) }
            } else {
                sub.element("bdi", text: name)
            }
            if showsGroups {
                sub.text(" · ")
                sub.element("a", .href("/groups/\(hit.group)")) { $0.element("bdi", text: hit.groupName) }
            }
            sub.text(" · ")
            when.write(hit.instant, to: &sub)
        }
    }
}
