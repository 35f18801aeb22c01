internal import Kernel

extension MadeCommunity {
    /// What the names of people are made of, from `Stories/people.json`.
    struct PeopleNames: Decodable, Sendable {
        let surnames: [String]
        let given: [String]
        let nicknameHeads: [String]
        let nicknameTails: [String]
        let roles: [String]
        let also: [String]
        /// Where groups are.
        let places: [String]

        static func load() throws -> PeopleNames { try StoryFile.read(PeopleNames.self, "people") }

        /// Somebody's name as they have it on a chat network.
        func draw(_ chance: inout SeededGenerator) -> String {
            func one(of words: [String]) -> String { words[chance.pick(words.count)] }
            switch chance.pick(20) {
            case 0..<7: return one(of: surnames) + one(of: given)
            case 7..<10: return one(of: given) + one(of: roles)
            case 10..<12: return String(1 + chance.pick(28)) + "栋" + one(of: surnames) + one(of: roles)
            case 12: return one(of: surnames) + one(of: roles)
            default: return one(of: nicknameHeads) + one(of: nicknameTails)
            }
        }
    }
}
