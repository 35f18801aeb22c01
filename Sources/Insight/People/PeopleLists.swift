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

    /// The whole list, of which the first are kept: by a rank, the higher first, and by id among equals, so that the same
    /// people always stand in the same order.
    init(_ lines: [(rank: Int, line: PersonLine)]) {
        count = lines.count
        let ordered = lines.sorted { ($1.rank, $0.line.id) < ($0.rank, $1.line.id) }
        first = ordered.prefix(PeopleLists.longest).map(\.line)
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

    package init(id: Int64, name: String?, messages: Int, figure: Int? = nil, day: CivilDay? = nil) {
        self.id = id
        self.name = name
        self.messages = messages
        self.figure = figure
        self.day = day
    }
}
