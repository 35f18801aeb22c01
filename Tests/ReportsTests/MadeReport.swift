import Kernel

@testable import Insight

/// Reports made by hand, with something in every part of them.
enum MadeReport {
    static let window = DayRange(from: CivilDay("2026-10-27")!, to: CivilDay("2026-11-23")!)
    static let names = ["小满", "阿杰", "云朵妈妈"]

    /// A report in which people, links, questions and ways are called as said.
    static func full(group: String = "烘焙小屋", names: [String] = names, isPresence: Bool = false) -> GroupReport {
        let label = GroupLabel(
            name: group, network: isPresence ? "irc" : "wechat", kind: "interest", zone: "Asia/Shanghai",
            isPresence: isPresence)
        var report = GroupReport(
            group: label, data: DayRange(from: CivilDay("2026-07-01")!, to: window.to), window: window)
        addActivity(to: &report)
        addPeople(names, to: &report)
        addTalk(names, to: &report)
        addTopics(names, to: &report)
        addCourses(to: &report)
        return report
    }

    private static func addActivity(to report: inout GroupReport) {
        report.totals.sums.messages = 1234
        report.totals.sums.joins = 12
        report.totals.sums.leaves = 9
        report.totals.sums.joinsOfPresent = 2
        report.totals.membersAtStart = 60
        report.totals.members = 63
        report.totals.active = 28
        report.totals.peopleSeen = 30
        report.totals.monthlyActive = 28
        report.totals.silent = 31
        report.totals.gini = 0.71
        report.totals.topTenthShare = 0.64
        var before = DayFigures()
        before.messages = 1000
        report.previous = PreviousFigures(
            sums: before, members: 60, active: 41, activeRatio: 0.5, answeredRatio: 0.4, connected: 0.25)
        report.days = window.days.enumerated().map { index, day in
            ActivityPoint(
                range: DayRange(from: day, to: day), messages: 20 + index * 3 % 17, joins: index % 3 == 0 ? 1 : 0,
                leaves: index == 9 ? 9 : 0, members: 60, active: 4 + index % 5)
        }
        report.weeks = CalendarPeriod.week.ranges(in: window).map {
            ActivityPoint(range: $0, messages: 250, joins: 3, leaves: 2, members: 61, active: 14)
        }
        for (index, day) in window.days.enumerated() { report.hours.add(44, on: day, hour: 19 + index % 4) }
        report.bestHours.workdays = [BestHour(hour: 21, speakers: 6.4), BestHour(hour: 20, speakers: 5.9)]
        report.bestHours.weekends = [BestHour(hour: 10, speakers: 3.1)]
        report.stage = StageSuggestion(stage: .active, reasons: [StageReason(key: "mau", value: 28)])
        report.busiestDays = Array(report.days.prefix(2))
    }

    private static func addPeople(_ names: [String], to report: inout GroupReport) {
        func list(figure: Int? = nil, day: CivilDay? = nil) -> PeopleList {
            var list = PeopleList()
            list.count = names.count + 2
            list.first = names.enumerated().map { index, name in
                PersonLine(id: Int64(index), name: name, messages: 90 - index, figure: figure, day: day)
            }
            list.first.append(PersonLine(id: 99, name: nil, messages: 3, figure: figure, day: day))
            return list
        }
        report.people.core = list(figure: 4)
        report.people.edge = list()
        report.people.speakers = list()
        report.people.answerers = list(figure: 12)
        report.people.bridges.count = 1
        report.people.bridges.first = [PersonLine(id: 1, name: names.first, messages: 90)]
        report.people.newcomers = list(day: window.from)
        report.people.leaving = list(day: window.to)
        report.people.silent = list(day: window.from)
        report.joining.scenes = [
            SceneLine(scene: "qr", joined: 8, stayed: 6, spoke: 3),
            SceneLine(scene: names.last, joined: 4, stayed: 4, spoke: 0),
        ]
        report.joining.inviters = [InviterLine(id: 1, name: names.first, invited: 4, stayed: 3, spoke: 2)]
        report.joining.inviterCount = 1
        report.joining.quitScenes = [QuitLine(scene: "removed", left: 9)]
    }

    private static func addTalk(_ names: [String], to report: inout GroupReport) {
        report.value.questions = 40
        report.value.answered = 12
        report.value.responseTimeMedian = 5400
        report.value.carrying = 300
        report.value.messages = 1234
        report.value.unanswered = names.map { name in
            OpenQuestion(day: window.to, instant: Instant(seconds: 1_795_400_000), asker: name, text: "几点？" + name)
        }
        report.noise.days = [NoiseDay(day: window.to, messages: 140, carrying: 20)]
        report.links = names.map { name in
            let instant = Instant(seconds: 1_795_000_000)
            return SharedLink(url: "https://example.com/" + name, times: 3, first: instant, last: instant)
        }
        report.links.append(
            SharedLink(
                url: "javascript:alert(1)", times: 2, first: Instant(seconds: 0), last: Instant(seconds: 86_400)))
    }

    private static func addTopics(_ names: [String], to report: inout GroupReport) {
        var week = WeekTopics(week: CivilDay("2026-11-16")!)
        (week.messages, week.speakers, week.pastWeeks) = (230, 24, 12)
        let head = WordChange(word: "黑麦", messages: 31, speakers: 9, before: 4.25, z: 3.1)
        week.topics = [Topic(head: head, companions: ["酵母"])]
        week.rising = [head]
        week.falling = [WordChange(word: "月饼", messages: 1, speakers: 1, before: 12, z: -2.5)]
        var topics = ReportTopics(week: week)
        topics.examples["黑麦"] = ReportTopics.Example(sender: names[0], text: "黑麦怎么发？" + names[0])
        let evidence = TopicExpert.Evidence(
            group: GroupID(1), groupName: "x", zone: "UTC", askedAt: Instant(seconds: 1_795_000_000), asker: names[0],
            question: "酵母多少？" + names[0], answer: "一小勺就够" + names[0], isThanked: true,
            key: EventKey(sourceID: "q"), answerKey: EventKey(sourceID: "a"))
        let expert = TopicExpert(
            person: PersonID(1), name: names[0], questions: 4, askers: 3, thankers: 2, evidence: [evidence])
        topics.experts = [ExpertTopic(word: "酵母", companions: [], questions: 4, experts: [expert])]
        report.topics = topics
    }

    private static func addCourses(to report: inout GroupReport) {
        report.retention = [
            Cohort(week: CivilDay("2026-10-26")!, size: 8, active: [2, 1, 1, 1, nil]),
            Cohort(week: CivilDay("2026-11-02")!, size: 4, active: [1, 1, 0, nil]),
        ]
        report.survival.subjects = 90
        report.survival.ends = 40
        report.survival.points = [
            SurvivalPoint(t: 0, survival: 1, low: 1, high: 1, atRisk: 90),
            SurvivalPoint(t: 30, survival: 0.7, low: 0.6, high: 0.8, atRisk: 60),
            SurvivalPoint(t: 120, survival: 0.4, low: 0.3, high: 0.5, atRisk: 9),
        ]
        report.graph.edges = 44
        report.graph.weight = 130
        report.graph.reciprocity = 0.15
        report.graph.connected = 0.4
        report.graph.largestComponent = 0.8
        report.graph.density = 0.06
        report.graphCourse = CalendarPeriod.week.ranges(in: window).map { GraphPoint(range: $0, figures: report.graph) }
    }
}
