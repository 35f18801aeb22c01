internal import Kernel
internal import Record

/// What people of one kind of group say: topics by name, the words in them, and at which hours.
struct TalkBank: Decodable, Sendable {
    let kind: GroupKind
    let hours: [Double]
    let weekdays: [Double]
    let mix: [String: Double]
    let words: [String: [String]]
    let topics: [String: GroupStory.Topic]
    let renames: [String]?
}

/// A group of the made community: a bank of talk, and what is its own.
struct CommunityGroup: Decodable, Sendable {
    let group: String
    let bank: String
    let kind: GroupKind?
    let owner: String
    let ownerTalk: Double?
    let lurkers: Double?
    let unevenness: Int?
    let founded: Int?
    let hours: [Double]?
    let weekdays: [Double]?
    let phases: [GroupStory.Phase]
    let waves: [GroupStory.Wave]
    let scheduled: [GroupStory.Appointment]?
    let regulars: [GroupStory.Regular]?
    let mix: [String: Double]?
    let words: [String: [String]]?
    let topics: [String: GroupStory.Topic]?

    /// The groups of one file `Stories/groups/<name>.json`.
    static func load(_ name: String) throws -> [GroupStory] {
        let common = try StoryFile.read(TalkBank.self, "banks/common")
        var banks: [String: TalkBank] = [:]
        return try StoryFile.read([CommunityGroup].self, "groups/\(name)").map { group in
            let bank = try banks[group.bank] ?? StoryFile.read(TalkBank.self, "banks/\(group.bank)")
            banks[group.bank] = bank
            return group.story(bank, common, name: name)
        }
    }

    /// What the group says itself goes before what its bank says, and that before what everybody says.
    private func story(_ bank: TalkBank, _ common: TalkBank, name: String) -> GroupStory {
        var all = common.topics
        for topics in [bank.topics, topics ?? [:]] { all.merge(topics) { $1 } }
        var said = common.words
        for words in [bank.words, words ?? [:]] { said.merge(words) { $1 } }
        var shares = common.mix
        for mix in [bank.mix, mix ?? [:]] { shares.merge(mix) { $1 } }
        return GroupStory(
            name: name, group: group, kind: kind ?? bank.kind, owner: owner, names: nil,
            renames: bank.renames ?? common.renames ?? [], lurkers: lurkers ?? 0.6, unevenness: unevenness ?? 2,
            hours: hours ?? bank.hours, weekdays: weekdays ?? bank.weekdays, phases: phases, waves: waves,
            scheduled: scheduled, topics: all, words: said, regulars: regulars, ownerTalk: ownerTalk ?? 3,
            founded: founded, mix: shares)
    }
}
