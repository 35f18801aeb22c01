import ArgumentParser
import Desk
import Foundation
import Insight
import Kernel
import Rounds
import Storage

/// `banyan today`
struct TodayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "today", abstract: Help.text("today"), discussion: Help.text("today.more"))

    @OptionGroup var common: CommonOptions
    @Option(help: .words("rounds.format")) var format: OutputFormat = .text

    func run() async throws {
        let console = try common.console()
        let world = World.real()
        try await common.withStore { store in
            try await StandingKeeper(store: store, world: world).refreshAll()
            try await TodayKeeper(store: store, world: world).refresh()
            let today = TodayStore(world: world)
            let (groups, names) = try await store.read { transaction in
                let groups = try today.groups(by: .system("banyan today"), in: transaction)
                let people = Set(groups.flatMap { $0.items.flatMap(\.people) })
                return (groups, try TodayStore.names(of: people, in: transaction))
            }
            switch format {
            case .json: console.print(Data(groups.flatMap { $0.json(names: names).data + Data("\n".utf8) }))
            case .text: console.print(text(groups, names, console.catalogue))
            }
        }
    }

    private func text(_ groups: [TodayGroup], _ names: [PersonID: String], _ catalogue: TextCatalogue) -> String {
        guard !groups.isEmpty else { return catalogue("rounds.today.none") }
        let step = TodayStep(catalogue)
        return groups.map { group in
            let concerns = group.items.map { catalogue("web.today.concern." + $0.concern.rawValue) }
            let first = group.items[0]
            var lines = [
                catalogue(
                    "rounds.today.line",
                    [
                        "group": group.name, "worth": ReportWords.count(Int(group.worth.rounded())),
                        "concerns": concerns.joined(separator: catalogue("advice.names.joiner")),
                    ]),
                catalogue(
                    "rounds.today.step",
                    ["step": step.text(first.concern, names: first.people.compactMap { names[$0] })]),
            ]
            if let assignee = group.assignee {
                lines.append(catalogue("rounds.today.assigned", ["name": assignee.name]))
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }
}

/// `banyan alerts`
struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: Help.text("alerts"), discussion: Help.text("alerts.more"))

    @OptionGroup var common: CommonOptions
    @Flag(help: .words("alerts.all")) var all = false
    @Option(help: .words("rounds.format")) var format: OutputFormat = .text

    func run() async throws {
        let console = try common.console()
        let world = World.real()
        let choice: AlertFilter.Choice = all ? .all : .open
        try await common.withStore { store in
            try await Wiring.alertKeeper(store, world).refreshAll()
            let alerts = AlertStore(world: world)
            let found = try await store.read {
                try alerts.alerts(AlertFilter(choice), limit: 1000, by: .system("banyan alerts"), in: $0)
            }
            switch format {
            case .json: console.print(Data(found.flatMap { $0.json.data + Data("\n".utf8) }))
            case .text: console.print(text(found, console.catalogue))
            }
        }
    }

    private func text(_ alerts: [Alert], _ catalogue: TextCatalogue) -> String {
        guard !alerts.isEmpty else { return catalogue("rounds.alerts.none") }
        let words = AlertWords(catalogue)
        return alerts.map { alert in
            catalogue(
                "rounds.alerts.line",
                [
                    "state": catalogue("rounds.alerts.state." + alert.state.rawValue), "group": alert.groupName,
                    "rule": words.name(alert.rule), "text": words.text(alert.episode),
                    "began": "\(alert.episode.began)",
                ])
        }.joined(separator: "\n")
    }
}
