internal import Insight
internal import Kernel
internal import Storage

/// What changed on a day in the groups that somebody may see, counted once for the page and the API.
struct DayShelf: Sendable {
    let store: Store
    let shelf = FigureShelf<Key, RecordPulse, DayChange?>()

    struct Key: Hashable, Sendable {
        let scope: GroupChoice
        let yesterday: CivilDay
    }

    init(store: Store) { self.store = store }

    /// - Parameter pulse: The state of the record that the caller has read.
    func change(
        in scope: GroupChoice, yesterday: CivilDay, of pulse: RecordPulse, at now: Instant
    ) async throws -> DayChange? {
        try await shelf.value(Key(scope: scope, yesterday: yesterday), of: pulse, at: now) {
            try await store.read { try DayChange.load(scope, yesterday: yesterday, in: $0) }
        }
    }
}
