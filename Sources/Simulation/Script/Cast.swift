internal import Kernel

/// Who may come to a group of a community whose people are in several: in the order they come.
struct Recruits: Sendable {
    var owner: Party
    var others: [Party]
    /// Those with parts of their own, by name.
    var known: [String: Party]
    /// Lists of names that waves may take theirs from.
    var lists: [String: [Party]]
}

/// The people of a made group: who has come, who is there, and how much each likes to talk.
struct Cast {
    struct Member {
        let id: String
        /// The name they came with.
        let firstName: String
        var name: String
        /// How likely they are to be the one who speaks, against the others.
        let talkativeness: Double
        var isPresent = true
        /// Whether they have a part of their own, and so do not leave or change their name by chance.
        var isRegular = false
        /// In the middle of an exchange until then; whoever is does not leave or change their name.
        var busyUntil = Instant(milliseconds: 0)
        /// How often they have begun each topic, and on which day the last time.
        var rounds: [String: (count: Int, day: Int)] = [:]

        var party: Party { Party(name: name, id: id) }
    }

    /// The owner is the first.
    private(set) var members: [Member] = []
    /// The talkativeness of each member and all before.
    private var cumulative: [Double] = []
    private let story: GroupStory
    private let idPrefix: String
    private let owner: Party?
    private let known: [String: Party]
    /// Those who may yet come, last first.
    private var waiting: [Party]
    private var lists: [String: [Party]]
    private var taken: Set<String>

    init(_ story: GroupStory, _ recruits: Recruits?, idPrefix: String, _ chance: inout SeededGenerator) {
        self.story = story
        self.idPrefix = idPrefix
        owner = recruits?.owner
        known = recruits?.known ?? [:]
        lists = recruits?.lists.mapValues { $0.reversed() } ?? [:]
        var seen: Set<String> = [story.owner]
        seen.formUnion((story.regulars ?? []).map(\.name))
        if let recruits {
            waiting = recruits.others.reversed().filter { seen.insert($0.name).inserted }
        } else {
            let heads = story.names?.heads ?? []
            let composed = heads.flatMap { head in (story.names?.tails ?? []).map { head + $0 } }
            let names = (composed + (story.names?.also ?? [])).filter { seen.insert($0).inserted }
            waiting = names.shuffled(using: &chance).map { Party(name: $0) }
        }
        taken = seen
    }

    subscript(index: Int) -> Member {
        get { members[index] }
        set { members[index] = newValue }
    }

    /// Somebody new; nil where the story has no more names.
    ///
    /// - Parameter list: Which list of names they are taken from, instead of those of all who may come.
    mutating func add(from list: String? = nil, _ chance: inout SeededGenerator) -> Int? {
        if members.isEmpty {
            return add(owner ?? Party(name: story.owner), talkativeness: story.ownerTalk ?? 0)
        }
        if let list {
            guard let party = lists[list]?.popLast() else { return nil }
            return add(party, talkativeness: 0)
        }
        guard let party = waiting.popLast() else { return nil }
        return add(party, talkativeness: Cast.talkativeness(story, &chance))
    }

    /// Somebody with a part of their own.
    mutating func add(_ regular: GroupStory.Regular) -> Int {
        let index = add(known[regular.name] ?? Party(name: regular.name), talkativeness: regular.talk)
        members[index].isRegular = true
        return index
    }

    private mutating func add(_ party: Party, talkativeness: Double) -> Int {
        let id = party.id ?? "\(idPrefix)-\(padded(members.count + 1, to: 3))"
        members.append(
            Member(id: id, firstName: party.name, name: party.name, talkativeness: talkativeness))
        cumulative.append((cumulative.last ?? 0) + talkativeness)
        return members.count - 1
    }

    /// One of those present other than the owner and the ones given, the talkative more likely.
    func draw(except others: some Sequence<Int>, _ chance: inout SeededGenerator) -> Int? {
        // Nearly always one of the first few drawn is somebody who will do.
        for _ in 0..<16 {
            let index = chance.index(cumulative: cumulative)
            if members[index].isPresent, members[index].talkativeness > 0, !others.contains(index) { return index }
        }
        var weights = members.map { $0.isPresent ? $0.talkativeness : 0 }
        for other in others { weights[other] = 0 }
        return chance.index(weights: weights)
    }

    /// One of those present other than the owner who is not in the middle of something, all alike.
    func drawIdle(at instant: Instant, _ chance: inout SeededGenerator) -> Int? {
        let idle = members.indices.dropFirst().filter {
            members[$0].isPresent && !members[$0].isRegular && members[$0].busyUntil < instant
        }
        return idle.isEmpty ? nil : idle[chance.index(idle.count)]
    }

    /// A name that somebody may change to, and has from here on; nil where another has it.
    mutating func rename(_ index: Int, _ chance: inout SeededGenerator) -> String? {
        guard !story.renames.isEmpty else { return nil }
        var filler = SlotFiller(names: [:], words: ["name": [members[index].firstName]])
        let name = filler.fill(story.renames[chance.index(story.renames.count)], round: 1, &chance)
        guard taken.insert(name).inserted else { return nil }
        members[index].name = name
        return name
    }

    /// Most say little and a few say a lot: a Pareto tail, cut where one would drown all others.
    private static func talkativeness(_ story: GroupStory, _ chance: inout SeededGenerator) -> Double {
        if chance.happens(story.lurkers) { return 0.0008 }
        let root = (1 / max(chance.share(), 0.01)).squareRoot()
        return (0..<story.unevenness).reduce(1) { product, _ in product * root }
    }
}
