internal import Foundation
package import Kernel

/// A made brand and its groups, read from `Stories/community.json` and the banks of talk in `Stories/banks`.
package struct MadeCommunity: Sendable {
    package static let zone = MadeHistory.zone
    package static let network = "wechat"
    /// How many days are made.
    package static let days = 120

    package let brand: String
    package let stories: [GroupStory]
    /// Stories to be found in the figures, each by its name in the texts, with the groups it shows in.
    package let toLookFor: [Pointer]
    private let people: PeopleNames
    private let peopleCount: Int
    private let lists: [String: [String]]

    package struct Pointer: Decodable, Sendable {
        package let name: String
        package let groups: [String]
    }

    private struct File: Decodable {
        let brand: String
        let people: Int
        let lists: [String: [String]]
        let stories: [Pointer]
        let groups: [String]
    }

    /// - Parameter only: The groups wanted; all of them where it is nil.
    package init(only groups: Set<String>? = nil) throws {
        let file = try StoryFile.read(File.self, "community")
        brand = file.brand
        peopleCount = file.people
        people = try PeopleNames.load()
        lists = file.lists
        toLookFor = file.stories
        stories = try file.groups.flatMap { try CommunityGroup.load($0) }
            .filter { groups?.contains($0.group) ?? true }
    }

    /// The histories of all groups, the same for the same seed and last day.
    package func histories(seed: UInt64, ending lastDay: CivilDay) -> [MadeHistory] {
        var chance = SeededGenerator(seed: seed)
        let everybody = directory(&chance)
        let expected = stories.map(\.expectedMembers)
        let all = max(1, expected.reduce(0, +))
        var begun = 0
        return stories.enumerated().map { index, story in
            let from = begun * everybody.count / all
            begun += expected[index]
            let own = everybody[from..<min(everybody.count, max(from + 1, begun * everybody.count / all))]
            let recruits = recruits(of: story, own, everybody, &chance)
            return MadeHistory(
                story, seed: seed, days: MadeCommunity.days, ending: lastDay, recruits: recruits)
        }
    }

    /// Most of a group's people are its own, the others are met elsewhere too.
    private func recruits(
        of story: GroupStory, _ own: ArraySlice<Party>, _ everybody: [Party], _ chance: inout SeededGenerator
    ) -> Recruits {
        var own = own.shuffled(using: &chance)
        var others: [Party] = []
        var met: Set<String> = []
        while others.count < story.expectedMembers * 5 / 4 + 20 {
            let isOwn = chance.happens(0.75)
            let party = isOwn ? own.popLast() : everybody[chance.index(everybody.count)]
            guard let party = party ?? (own.isEmpty ? everybody[chance.index(everybody.count)] : nil) else { continue }
            if met.insert(party.id ?? "").inserted { others.append(party) }
        }
        let named = (story.regulars ?? []).map(\.name) + [story.owner]
        let known = Dictionary(named.map { ($0, MadeCommunity.party($0)) }) { first, _ in first }
        var waiting: [String: [Party]] = [:]
        for name in lists.keys.sorted() {
            waiting[name] = (lists[name] ?? []).map { MadeCommunity.party($0) }.shuffled(using: &chance)
        }
        return Recruits(
            owner: MadeCommunity.party(story.owner), others: others, known: known, lists: waiting)
    }

    /// Everybody but those with parts of their own; no two of one name.
    private func directory(_ chance: inout SeededGenerator) -> [Party] {
        var taken: Set<String> = []
        for story in stories { taken.formUnion([story.owner] + (story.regulars ?? []).map(\.name)) }
        var names = people.also.filter { taken.insert($0).inserted }
        while names.count < peopleCount {
            let name = people.draw(&chance)
            if taken.insert(name).inserted { names.append(name) }
        }
        names.shuffle(using: &chance)
        return names.map { MadeCommunity.party($0) }
    }

    /// The same name is the same person in every group.
    static func party(_ name: String) -> Party {
        var digest = ContentDigest()
        digest.add(name)
        return Party(name: name, id: "wxid_" + String(digest.value, radix: 36))
    }
}

extension GroupStory {
    /// About how many will ever join.
    var expectedMembers: Int {
        let last = MadeCommunity.days - (founded ?? 0)
        var count = 1.0 + Double(waves.filter { $0.names == nil }.reduce(0) { $0 + $1.joins })
        for (index, phase) in phases.enumerated() where phase.from < last {
            let end = index + 1 < phases.count ? min(last, phases[index + 1].from) : last
            count += phase.joins * Double(max(0, end - phase.from))
        }
        return Int(count)
    }
}
