internal import Kernel
internal import Record

/// How a crowd lives, from `Stories/crowd.json`; docs/simulation.md says what each figure means.
struct CrowdHabits: Decodable, Sendable {
    struct Life: Decodable, Sendable {
        let shape: Double
        let days: Double
        let curatedShape: Double
        let curatedDays: Double
    }

    struct Joining: Decodable, Sendable {
        let launch: Double
        let launchDays: Double
        let campaigns: Double
        let mostCampaigns: Int
    }

    struct Leaving: Decodable, Sendable {
        let early: Double
        let earlyDays: Double
        let speakerDays: Double
        let lurkerDays: Double
        let rejoin: Double
    }

    struct Kind: Decodable, Sendable {
        let kind: GroupKind
        let bank: String
        /// How many groups are of this kind, against the others.
        let share: Double
        /// Messages a day of each who is not silent by nature, in the first week.
        let talk: Double
        /// Shares 0 … 1.
        let ask: Double
        let answered: Double
        let lurkers: Double
        let picture: Double
        let link: Double
        let sticker: Double
        /// How long such a group is meant to last; nil where it is meant to stay.
        let days: [Int]?
    }

    let curated: Double
    let noisy: Double
    /// How many people there are for each place in a group.
    let pool: Double
    let life: Life
    let joining: Joining
    let leaving: Leaving
    let kinds: [Kind]
}

/// Everything a crowd is made from, read and prepared once.
struct CrowdWorld: Sendable {
    let plan: CrowdPlan
    let habits: CrowdHabits
    let kinds: [CrowdHabits.Kind]
    let words: [CrowdWords]
    let names: CrowdNames

    init(_ plan: CrowdPlan) throws {
        self.plan = plan
        let habits = try StoryFile.read(CrowdHabits.self, "crowd")
        self.habits = habits
        kinds = habits.kinds.filter { plan.kind == nil || $0.kind == plan.kind }
        let common = try StoryFile.read(TalkBank.self, "banks/common")
        words = try kinds.enumerated().map { index, kind in
            var chance = plan.chance(of: index, 0x5EED)
            return CrowdWords(try StoryFile.read(TalkBank.self, "banks/\(kind.bank)"), common, &chance)
        }
        names = CrowdNames(try MadeCommunity.PeopleNames.load(), plan)
    }

    var peopleCount: Int {
        max(CrowdPlan.mostMembers * 2, Int(Double(plan.groups) * Double(plan.members) * habits.pool))
    }

    /// How many groups' people a group draws its own from.
    private static let neighbouringGroups = 40

    /// The people among whom a group's are, but for those who are everywhere.
    ///
    /// Groups of one place share people, as in life; and what is written together lies together, so that writing a group
    /// costs the same whether the database holds ten or ten thousand.
    func neighbours(of number: Int) -> Range<Int> {
        let share = Double(Self.neighbouringGroups * plan.members) * habits.pool
        let width = min(peopleCount, max(CrowdPlan.mostMembers * 4, Int(share)))
        let middle = Int(Double(peopleCount) * (Double(number) + 0.5) / Double(plan.groups))
        let start = min(max(0, middle - width / 2), peopleCount - width)
        return start..<start + width
    }
}
