package import Kernel

/// A group's history made up from a story: the same for the same seed and last day, on every machine.
///
/// Gives its events in order of time, a day at a time, so that a long one takes no more memory than a short one.
package struct MadeHistory: Sequence, Sendable {
    /// The zone of its days and hours.
    package static let zone = "Asia/Shanghai"
    package static let network = "demo"

    let story: GroupStory
    let seed: UInt64
    let days: Int
    let lastDay: CivilDay
    /// Who may come, in this order; made from the story's own names where it is empty.
    let recruits: Recruits?

    package init(
        _ story: GroupStory, seed: UInt64, days: Int = 120, ending lastDay: CivilDay
    ) {
        self.init(story, seed: seed, days: days, ending: lastDay, recruits: nil)
    }

    init(_ story: GroupStory, seed: UInt64, days: Int, ending lastDay: CivilDay, recruits: Recruits?) {
        self.recruits = recruits
        self.story = story
        self.seed = seed
        self.days = days
        self.lastDay = lastDay
    }

    package func makeIterator() -> MadeHistoryIterator { MadeHistoryIterator(self) }
}

package struct MadeHistoryIterator: IteratorProtocol {
    private var stage: Stage
    private let days: Int
    private var day = 0
    private var ready: ArraySlice<Event> = []

    init(_ history: MadeHistory) {
        stage = Stage(history)
        days = history.days - (history.story.founded ?? 0)
    }

    package mutating func next() -> Event? {
        while ready.isEmpty {
            guard day < days else { return nil }
            ready = stage.play(day)[...]
            day += 1
        }
        return ready.popFirst()
    }
}
