internal import Desk
internal import Insight
internal import Kernel
internal import Storage

/// What changed on a day in the groups that somebody may see, counted once for the page and the API.
struct DayShelf: Sendable {
    let store: Store
    /// Nothing that may change without the record is told of the day before, so it is kept for longer than a minute; and of
    /// ten thousand groups it is no great matter where it is a minute behind an import.
    let shelf = FigureShelf<Key, RecordPulse, DayChange?>(keptSeconds: 3600, times: 200)

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

extension Site {
    /// Counts what changed the day before, where that was not done lately, for the next who looks at all groups.
    ///
    /// It reads a row or two of every group from all over the database: of ten thousand groups that takes seconds where the
    /// system has none of it in memory.
    package func prepareDay() async throws {
        let (desk, now) = (desk, world.now())
        let found = try await store.read { transaction -> (yesterday: CivilDay, pulse: RecordPulse)? in
            guard let zone = try desk.community(in: transaction)?.zone else { return nil }
            var clock = CivilZone(zone) ?? .utc
            return (clock.civil(now).day.advanced(by: -1), try RecordPulse.load(in: transaction))
        }
        guard let found else { return }
        _ = try await days.change(in: .all, yesterday: found.yesterday, of: found.pulse, at: now)
    }
}
