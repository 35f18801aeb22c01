import ArgumentParser
import Desk
import Kernel
import Record
import Storage

/// `banyan people show|merge|unmerge`
struct PeopleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people", abstract: Help.text("people"), subcommands: [Show.self, Merge.self, Unmerge.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Help.text("people.show"), discussion: Help.text("people.show.more"))

        @OptionGroup var common: CommonOptions
        @Argument(help: .words("people.person")) var person: String

        func run() async throws {
            let console = try common.console()
            let record = RecordStore(world: .real())
            try await common.withStore { store in
                let (found, merges) = try await store.read { transaction in
                    let found = try record.people(called: person, in: transaction)
                    return (found, try found.map { try PersonMerge.history(of: $0.id, in: transaction) })
                }
                guard !found.isEmpty else {
                    throw Fault(.notFound, "record.no-such-person", ["person": person])
                }
                for (match, merges) in zip(found, merges) {
                    console.print(console.catalogue("people.one", match.words))
                    for merge in merges { tell(merge, console) }
                }
            }
        }

        private func tell(_ merge: PersonMerge, _ console: Console) {
            func name(_ name: String, _ id: PersonID) -> String { name.isEmpty ? id.description : name }
            var values = [
                "merge": merge.id.description, "from": name(merge.fromName, merge.from),
                "into": name(merge.intoName, merge.into), "at": merge.mergedAt.description, "by": merge.mergedBy,
                "reason": merge.reason,
            ]
            console.print(console.catalogue("people.merge", values))
            guard let undone = merge.undone else { return }
            values.merge(["at": undone.at.description, "by": undone.by, "reason": undone.reason]) { $1 }
            console.print(console.catalogue("people.unmerge", values))
        }
    }

    struct Merge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Help.text("people.merge"), discussion: Help.text("people.merge.more"))

        @OptionGroup var common: CommonOptions
        @Argument(help: .words("people.person")) var person: String
        @Argument(help: .words("people.into")) var into: String
        @Option(help: .words("people.reason")) var reason: String
        @Flag(help: .words("yes")) var yes = false

        func run() async throws {
            let console = try common.console()
            let world = World.real()
            let record = RecordStore(world: world)
            let actor = Actor.system("banyan people merge")
            try await common.withStore { store in
                let desk = PeopleDesk(store: store, record: record)
                let (one, other) = try await store.read { transaction in
                    (
                        try theOne(called: person, record, in: transaction),
                        try theOne(called: into, record, in: transaction)
                    )
                }
                let preview = try await desk.preview(one.id, into: other.id, isThorough: true, by: actor)
                let values = [
                    "from": "\(one.id): \(one.words["names"]!)", "into": "\(other.id): \(other.words["names"]!)",
                    "groups": String(preview.groups), "events": String(preview.events),
                ]
                guard yes || console.confirms("people.merge.confirm", values) else { return console.tell("erase.left") }
                let outcome = try await desk.merge(one.id, into: other.id, reason: reason, by: actor, at: world.now())
                try await countAnew(outcome, store, record, console)
                console.tell(
                    "people.merge.done", ["merge": outcome.id.description, "groups": String(outcome.groups.count)])
            }
        }
    }

    struct Unmerge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Help.text("people.unmerge"), discussion: Help.text("people.unmerge.more"))

        @OptionGroup var common: CommonOptions
        @Argument(help: .words("people.merge-id")) var merge: String
        @Option(help: .words("people.reason")) var reason: String

        func run() async throws {
            let console = try common.console()
            let world = World.real()
            let record = RecordStore(world: world)
            try await common.withStore { store in
                let desk = PeopleDesk(store: store, record: record)
                let id = try await store.read { try standing(record, in: $0) }
                let outcome = try await desk.unmerge(
                    id, reason: reason, by: .system("banyan people unmerge"), at: world.now())
                try await countAnew(outcome, store, record, console)
                console.tell("people.unmerge.done", ["groups": String(outcome.groups.count)])
            }
        }

        /// The merge of that number, or the only one that stands around the person who is named.
        private func standing(_ record: RecordStore, in transaction: Transaction) throws -> PersonMergeID {
            if let number = Int64(merge), try PersonMerge.find(PersonMergeID(number), in: transaction) != nil {
                return PersonMergeID(number)
            }
            let match = try theOne(called: merge, record, in: transaction)
            let merges = try PersonMerge.history(of: match.id, in: transaction).filter { $0.undone == nil }
            guard let one = merges.first else { throw Fault(.notFound, "merge.none", ["merge": merge]) }
            guard merges.count == 1 else {
                let list = merges.map { "\($0.id): \($0.fromName) → \($0.intoName)" }.joined(separator: "\n")
                throw Fault(.badInput, "people.several-merges", ["person": merge, "found": list])
            }
            return one.id
        }
    }
}

extension PersonMatch {
    fileprivate var words: [String: String] {
        [
            "id": id.description, "names": handles.isEmpty ? name : handles.joined(separator: ", "),
            "groups": groups.joined(separator: ", "), "messages": String(messages),
        ]
    }
}

/// The one person that somebody means by a name or an id.
private func theOne(called text: String, _ record: RecordStore, in transaction: Transaction) throws -> PersonMatch {
    let found = try record.people(called: text, in: transaction)
    if found.count == 1 { return found[0] }
    if found.isEmpty { throw Fault(.notFound, "record.no-such-person", ["person": text]) }
    let list = found.prefix(20).map {
        "\($0.id): \($0.handles.joined(separator: ", ")) (\($0.groups.joined(separator: ", ")))"
    }
    throw Fault(.badInput, "people.several", ["person": text, "found": list.joined(separator: "\n")])
}

/// Counts the groups anew that a merge has left to do, and shows how far it is.
private func countAnew(
    _ outcome: MergeOutcome, _ store: Store, _ record: RecordStore, _ console: Console
) async throws {
    guard !outcome.isSettled else { return }
    let line = CountLine(console.catalogue)
    for (index, id) in outcome.groups.enumerated() {
        line.show("people.counting", done: index, of: outcome.groups.count)
        try await store.write { transaction in
            if let group = try Group.find(id, in: transaction) { try record.settle(group, in: transaction) }
        }
    }
    line.end()
}
