import Kernel

/// A group's history made up from a story: the same for the same seed and last day, on every machine.
///
/// Gives its events in order of time, a day at a time, so that a long one takes no more memory than a short one.
struct MadeHistory: Sequence, Sendable {
    /// The zone of its days and hours.
    static let zone = "Asia/Shanghai"
    static let network = "demo"

    let story: GroupStory
    let seed: UInt64
    let days: Int
    let lastDay: CivilDay

    init(_ story: GroupStory, seed: UInt64, days: Int = 120, ending lastDay: CivilDay) {
        self.story = story
        self.seed = seed
        self.days = days
        self.lastDay = lastDay
    }

    func makeIterator() -> MadeHistoryIterator { MadeHistoryIterator(self) }
}

struct MadeHistoryIterator: IteratorProtocol {
    private var stage: Stage
    private let days: Int
    private var day = 0
    private var ready: ArraySlice<Event> = []

    init(_ history: MadeHistory) {
        stage = Stage(history)
        days = history.days
    }

    mutating func next() -> Event? {
        while ready.isEmpty {
            guard day < days else { return nil }
            ready = stage.play(day)[...]
            day += 1
        }
        return ready.popFirst()
    }
}
