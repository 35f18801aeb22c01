import ArgumentParser
import Insight
import Kernel
import Record
import Storage

/// `banyan insight topics [GROUP]`
struct InsightTopicsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topics", abstract: Help.text("insight.topics"), discussion: Help.text("insight.topics.more"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("insight.topics.group")) var group: String?
    @Option(help: .words("insight.topics.week")) var week: String?
    @Option(help: .words("compare.format")) var format: OutputFormat = .text

    func run() async throws {
        let console = try common.console()
        let day = try civilDay(week, option: "--week")
        try await common.withStore { store in
            try await Wiring.countTopics(store, .real())
            let (title, topics, experts) = try await store.read { transaction in
                let chosen = try group.map { try App.group(called: $0, in: transaction) }
                let choice = chosen.map { GroupChoice.some([$0.id]) } ?? .all
                let found = try WeekTopics.standard(of: choice, in: transaction)
                guard let monday = day?.monday ?? found else { throw Fault(.notFound, "topics.none-yet") }
                guard let chosen else {
                    return ("", try WeekTopics.load(monday, of: .all, in: transaction), [ExpertTopic]())
                }
                return (
                    chosen.name,
                    try WeekTopics.load(monday, of: chosen.id, withPeople: true, in: transaction),
                    try ExpertTopic.all(of: choice, until: monday, limit: 6, experts: 3, in: transaction)
                )
            }
            switch format {
            case .json: console.print(topics.json.data + [10])
            case .text:
                let name = title.isEmpty ? console.catalogue("topics.all-groups") : title
                console.print(topics.text(name, experts: experts, console.catalogue))
            }
        }
    }
}

/// `banyan insight experts [GROUP]`
struct InsightExpertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experts", abstract: Help.text("insight.experts"), discussion: Help.text("insight.experts.more"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("insight.topics.group")) var group: String?
    @Option(help: .words("insight.experts.topic")) var topic: [String] = []
    @Option(help: .words("insight.experts.week")) var week: String?
    @Option(help: .words("compare.format")) var format: OutputFormat = .text

    func run() async throws {
        let console = try common.console()
        let day = try civilDay(week, option: "--week")
        try await common.withStore { store in
            try await Wiring.countTopics(store, .real())
            let experts = try await store.read { transaction in
                let chosen = try group.map { try App.group(called: $0, in: transaction) }
                let choice = chosen.map { GroupChoice.some([$0.id]) } ?? .all
                let found = try WeekTopics.standard(of: choice, in: transaction)
                guard let monday = day?.monday ?? found else { throw Fault(.notFound, "topics.none-yet") }
                guard topic.isEmpty else {
                    let words = topic.map { ExpertTopic.word($0) }
                    return try ExpertTopic.find(words, of: choice, until: monday, in: transaction).map { [$0] } ?? []
                }
                return try ExpertTopic.all(of: choice, until: monday, limit: 20, in: transaction)
            }
            switch format {
            case .json: for one in experts { console.print(one.json.data + [10]) }
            case .text:
                let text = ExpertTopic.text(experts.filter { !$0.experts.isEmpty }, console.catalogue)
                console.print(text.isEmpty ? console.catalogue("topics.experts.none") : text)
            }
        }
    }
}

extension Wiring {
    /// Counts what is yet to be counted of what groups talk about.
    static func countTopics(_ store: Store, _ world: World) async throws {
        let runner = ReactorRunner(store: store, world: world, owner: owner)
        try await TopicKeeper(store: store, world: world).catchUp(runner)
    }
}
