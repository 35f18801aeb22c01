internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Reports
internal import Storage

extension InsightPages {
    static let topicsPath = "/insight/topics"

    /// What all groups that somebody may see talk about together.
    func showTopics(_ request: Request, _ context: Permitted<MaySeeGroups>) async throws -> Answer {
        let actor = context.actor
        let choice = actor.scope.choice
        let seesPeople = actor.mayUse(.seePeople)
        let asked = try FormFields(query: request).text("week").flatMap { CivilDay($0) }?.monday
        let content = try await site.store.read { transaction in
            var content = CommunityTopicsContent(weeks: try WeekTopics.weeks(of: choice, in: transaction))
            content.isBehind = try WeekTopics.isBehind(nil, in: transaction)
            guard let week = try asked ?? WeekTopics.standard(of: choice, in: transaction) else { return content }
            let topics = try WeekTopics.load(week, of: choice, in: transaction)
            for topic in topics.topics {
                content.places[topic.head.word] = try WeekTopics.groups(
                    speakingOf: topic.head.word, in: week, of: choice, limit: 4, in: transaction)
            }
            content.topics = topics
            if seesPeople {
                content.experts = try ExpertTopic.all(of: choice, until: week, limit: 12, experts: 4, in: transaction)
            }
            return content
        }
        let look = site.look(context.visit)
        let when = When(look: look, zone: actor.zone, now: site.world.now())
        return .html(page(content, seesPeople, look, when))
    }

    private func page(
        _ content: CommunityTopicsContent, _ seesPeople: Bool, _ look: Look, _ when: When
    ) -> [UInt8] {
        Layout(look: look, title: look.catalogue("topics.community"), place: .insight).html { page in
            InsightPages.addTabs(look, at: Self.topicsPath, to: &page)
            if content.isBehind {
                page.element("p", .class("why"), .named("role", "status"), text: look.catalogue("topics.behind"))
            }
            guard let topics = content.topics else {
                return page.element("p", .class("empty"), text: look.catalogue("topics.none-yet"))
            }
            let sections = TopicSections(look: look, when: when, topics: topics, places: content.places)
            sections.writeChooser(content.weeks, path: Self.topicsPath, to: &page)
            sections.write(to: &page)
            guard seesPeople else { return }
            ExpertSection(
                look: look, when: when, experts: content.experts, showsGroups: true,
                search: { TopicSearch.path($0, $1) }
            ).write(to: &page)
        }
    }

    /// The pages of what is concluded of all groups together.
    static func addTabs(_ look: Look, at path: String, to page: inout HTML) {
        page.element("nav", .class("tabs"), .label(look("place.insight"))) { tabs in
            for (key, link) in [
                ("forecast.tab", forecastPath), ("topics.tab", topicsPath),
                ("web.groups.tab.portrait", CommunityPortraitPage.path),
            ] {
                tabs.element(
                    "a", .href(link), link == path ? .class("on") : nil,
                    link == path ? .named("aria-current", "page") : nil, text: look.catalogue(key))
            }
        }
    }
}

/// What the page of all groups' topics is made of.
struct CommunityTopicsContent: Sendable {
    var weeks: [CivilDay]
    var topics: WeekTopics?
    var places: [String: [(group: GroupID, name: String, messages: Int)]] = [:]
    var experts: [ExpertTopic] = []
    var isBehind = false
}
