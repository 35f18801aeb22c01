import ArgumentParser
import Foundation
import Insight
import Kernel
import Record
import Storage

/// `banyan search WORDS`
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: Help.text("search"), discussion: Help.text("search.more"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("search.words")) var words: [String]
    @Option(help: .words("search.group")) var group: String?
    @Option(help: .words("search.limit")) var limit = 50
    @Option(help: .words("search.format")) var format: OutputFormat = .text
    @Flag(help: .words("search.count")) var count = false

    func run() async throws {
        let console = try common.console()
        // A word with spaces in it was between quotation marks for the shell: a phrase.
        let text = words.map { $0.contains(" ") && words.count > 1 ? "\"\($0)\"" : $0 }.joined(separator: " ")
        let query = SearchQuery(text)
        guard !query.isEmpty else { throw Fault(.usage, "search.empty") }
        try await common.withStore { store in
            try await SearchCatchUp(store: store, world: .real()).run(console)
            let chosen = try await store.read { transaction in
                try group.map { try App.group(called: $0, in: transaction) }
            }
            let search = MessageSearch(query: query, scope: nil, group: chosen?.id, zone: chosen?.zone ?? "UTC")
            if count {
                let found = try await store.read { try search.count(upTo: .max, in: $0) }
                return console.print(
                    format == .json ? "\(found)" : console.catalogue("search.count", ["count": "\(found)"]))
            }
            let page = try await store.read { try search.page(after: nil, limit: max(1, limit), in: $0) }
            for hit in page.hits { show(hit, query, console) }
            if page.next != nil { console.tell("search.further") }
            guard page.hits.isEmpty else { return }
            let hasTexts = try await store.read { try MessageSearch.hasTexts(in: $0) }
            console.tell(hasTexts ? "search.none" : "search.no-texts")
        }
    }

    private func show(_ hit: SearchHit, _ query: SearchQuery, _ console: Console) {
        guard format == .text else {
            let line = JSONHit(
                group: hit.groupName, instant: hit.instant.description, network: hit.network, sender: hit.sender,
                text: hit.text)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return console.print((try? encoder.encode(line)).map { $0 + Data("\n".utf8) } ?? Data())
        }
        var zone = CivilZone(hit.zone) ?? .utc
        let wall = zone.wallTime(hit.instant)
        let minutes = Int(wall.millisecondOfDay / 60_000)
        let time = "\(wall.day) \(padded(minutes / 60, to: 2)):\(padded(minutes % 60, to: 2))"
        console.print(
            console.catalogue("search.hit", ["time": time, "sender": hit.sender, "group": hit.groupName]))
        let pieces = SearchSnippet(of: hit.text, for: query).pieces
        let said = pieces.map(\.text).joined().split(whereSeparator: \.isNewline).joined(separator: " ")
        console.print("    " + said + "\n")
    }

    private struct JSONHit: Encodable {
        let group: String
        let instant: String
        let network: String
        let sender: String
        let text: String
    }
}

/// Makes findable what the record has gained since, and shows how far it is.
struct SearchCatchUp {
    let store: Store
    let world: World

    private static let step = 5_000

    func run(_ console: Console) async throws {
        let progress = try await store.read { try SearchProgress.load(in: $0) }
        guard progress.isBehind else { return }
        let line = CountLine(console.catalogue)
        let runner = ReactorRunner(store: store, world: world, owner: Wiring.owner, batchSize: Self.step)
        let watch = Task {
            while !Task.isCancelled {
                if let now = try? await store.read({ try SearchProgress.load(in: $0) }) {
                    line.show("search.catching-up", done: Int(now.done), of: Int(now.all))
                }
                try? await Task.sleep(for: .milliseconds(500))
            }
        }
        defer {
            watch.cancel()
            line.end()
        }
        _ = try await runner.catchUp(SearchIndex())
    }
}
