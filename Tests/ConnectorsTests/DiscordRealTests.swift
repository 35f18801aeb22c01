import Kernel
import Testing

@testable import Connectors

@Suite("Discord exports that people have")
struct DiscordRealTests {
    @Test(
        "CSV and text are read as a second reader reads them, event by event",
        arguments: ["discord-komodo", "discord-komodo-txt-sample"])
    func second(_ name: String) throws {
        guard let folder = SecondReading.folder(name) else { return }
        let paths = [name == "discord-komodo" ? folder + "/docs/.vuepress/public" : folder]
        let ours = try SecondReading.ours(paths)
        let theirs = try SecondReading.theirs("discord", paths)
        #expect(!theirs.isEmpty && ours.bad == 0)
        #expect(ours.events.count == theirs.count)
        let pairs = zip(ours.events.sorted(), theirs.sorted())
        #expect(pairs.first { $0 != $1 } == nil)
        for (group, keys) in ours.keys {
            print("\(name) \(group): \(keys.count) events, \(Set(keys).count) of them different")
        }
    }

    @Test("The same talk as CSV and as text is the same, event for event")
    func sameTalk() throws {
        guard let csv = SecondReading.folder("discord-komodo"),
            let text = SecondReading.folder("discord-komodo-txt-sample")
        else { return }
        let lobby = csv + "/docs/.vuepress/public/before-2019-Dec-05/csv/lobby"
        let first = try SecondReading.ours([lobby]).events
        let second = try SecondReading.ours([text]).events
        #expect(first.count == second.count && !first.isEmpty)
        let different = zip(first, second).filter { pair in
            pair.0.group != pair.1.group || pair.0.kind != pair.1.kind || pair.0.instant != pair.1.instant
                || pair.0.sender != pair.1.sender || pair.0.text != pair.1.text
        }
        #expect(different.isEmpty)
        print("CSV \(first.count) events, text \(second.count), different \(different.count)")
    }
}
