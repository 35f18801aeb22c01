package import Kernel

/// Who plays which part in a group over a window; lists of at most `longest`, each with the whole count.
package struct PeopleLists: Hashable, Sendable {
    /// Those whom the talk between people hangs on (METRICS: `core`), the best connected first.
    package var core = PeopleList()
    /// Those who spoke and are not of the core (METRICS: `edge`), by what they said.
    package var edge = PeopleList()
    /// Members without a word in 28 days (METRICS: `silent`), those who said most in their time first.
    package var silent = PeopleList()
    /// Those who hold parts of the group together (METRICS: `bridge`), by what they said.
    package var bridges = PeopleList()
    /// Those who spoke, by what they said.
    package var speakers = PeopleList()
    /// Those who answered questions in the window, by how many of their messages did.
    package var answerers = PeopleList()
    /// Those who first joined in the window, the latest first.
    package var newcomers = PeopleList()
    /// Those who left in the window and have not come back in it, the latest first.
    package var leaving = PeopleList()

    package static let longest = 10

    package init() {}

    static var all: [WritableKeyPath<PeopleLists, PeopleList>] {
        [\.core, \.edge, \.silent, \.bridges, \.speakers, \.answerers, \.newcomers, \.leaving]
    }
}

/// The first people of a list, and how many there are in all.
package struct PeopleList: Hashable, Sendable {
    package var count = 0
    package var first: [PersonLine] = []

    package init() {}

    /// So many who stand equal at the end of the list wait for their names to be told apart.
    private static let mostEqual = 200

    /// The whole list, of which the first are kept: by a rank, the higher first, and by messages among equals.
    init(_ lines: [(rank: Int, line: PersonLine)]) {
        count = lines.count
        let ranked = lines.map { rank, line in
            var line = line
            line.rank = rank
            return line
        }
        let ordered = ranked.sorted { ($1.standing, $0.id) < ($0.standing, $1.id) }
        first = Array(ordered.prefix(PeopleLists.longest))
        guard let last = first.last else { return }
        let equal = ordered.dropFirst(PeopleLists.longest).prefix { $0.standing == last.standing }
        first += equal.prefix(Self.mostEqual)
    }

    /// Puts names to its people. Among equals the name decides, as ids are different in every database.
    mutating func name(by names: [Int64: String]) {
        for index in first.indices { first[index].name = names[first[index].id] }
        first.sort { ($1.standing, $0.name ?? "", $0.id) < ($0.standing, $1.name ?? "", $1.id) }
        first = Array(first.prefix(PeopleLists.longest))
    }
}

/// What a list says of one person.
package struct PersonLine: Hashable, Sendable {
    package var id: Int64
    /// Nil where erased.
    package var name: String?
    /// What they said in the window.
    package var messages: Int
    /// The figure the list goes by: core number, answers …; nil in lists by messages and by day.
    package var figure: Int?
    /// The day the list goes by: of joining or leaving, for the silent that of joining; nil in other lists.
    package var day: CivilDay?
    /// What its list goes by.
    var rank = 0

    var standing: Standing { Standing(rank: rank, messages: messages) }

    package init(id: Int64, name: String?, messages: Int, figure: Int? = nil, day: CivilDay? = nil) {
        self.id = id
        self.name = name
        self.messages = messages
        self.figure = figure
        self.day = day
    }
}

/// Where somebody stands in a list.
struct Standing: Comparable {
    let rank: Int
    let messages: Int

    static func < (left: Self, right: Self) -> Bool {
        (left.rank, left.messages) < (right.rank, right.messages)
    }
}
