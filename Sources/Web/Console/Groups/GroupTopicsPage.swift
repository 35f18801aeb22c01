internal import Desk
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// Links to messages that were looked for.
enum TopicSearch {
    /// The messages of a group that hold a word, in some days.
    static func path(_ word: String, _ days: DayRange, in group: GroupID) -> String {
        var fields = FormFields()
        let quoted = word.contains(" ") ? "\"\(word)\"" : word
        fields.set("q", "\(quoted) since:\(days.from) until:\(days.to)")
        return GroupTab.search.path(group) + "?" + fields.encoded
    }

    /// The messages around a question, on its day and the one after.
    static func path(_ word: String, _ evidence: TopicExpert.Evidence) -> String {
        var zone = CivilZone(evidence.zone) ?? .utc
        let day = zone.civil(evidence.askedAt).day
        return path(word, DayRange(from: day, to: day.advanced(by: 1)), in: evidence.group)
    }
}

extension GroupPages {
    /// What one group talks about, and who answers its questions about it.
    func topicsPage(_ frame: GroupFrame, _ fields: FormFields) async throws -> [UInt8] {
        let group = frame.mark.group
        let seesPeople = frame.actor.mayUse(.seePeople, in: group)
        let asked = fields.text("week").flatMap { CivilDay($0) }?.monday
        let found = try await site.store.read { transaction in
            let weeks = try WeekTopics.weeks(of: group, in: transaction)
            guard let week = try asked ?? WeekTopics.standard(of: .some([group]), in: transaction) else {
                return (weeks, WeekTopics?.none, [ExpertTopic](), false)
            }
            return (
                weeks, try WeekTopics.load(week, of: group, withPeople: seesPeople, in: transaction),
                seesPeople
                    ? try ExpertTopic.all(of: .some([group]), until: week, limit: 8, experts: 3, in: transaction) : [],
                try WeekTopics.isBehind(group, in: transaction)
            )
        }
        let look = frame.look
        let when = When(look: look, zone: frame.mark.zone, now: site.world.now())
        return frame.html { page in
            if found.3 {
                page.element("p", .class("why"), .named("role", "status"), text: look.catalogue("topics.behind"))
            }
            guard let topics = found.1 else {
                return page.element("p", .class("empty"), text: look.catalogue("topics.none-yet"))
            }
            var sections = TopicSections(look: look, when: when, topics: topics)
            if seesPeople { sections.search = { TopicSearch.path($0, $1, in: group) } }
            sections.writeChooser(found.0, path: frame.tab.path(group), to: &page)
            sections.write(to: &page)
            guard seesPeople else { return }
            ExpertSection(
                look: look, when: when, experts: found.2, showsGroups: false, search: { TopicSearch.path($0, $1) }
            ).write(to: &page)
        }
    }
}
