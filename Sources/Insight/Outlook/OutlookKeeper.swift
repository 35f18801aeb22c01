package import Kernel
package import Storage

/// Keeps health, forecasts and what followed on findings up from day to day.
package struct OutlookKeeper: Sendable {
    let store: Store
    let world: World

    package init(store: Store, world: World) {
        self.store = store
        self.world = world
    }

    /// Whether the day's work was not done yet.
    package func isDue(on today: CivilDay) async throws -> Bool {
        try await store.read { try ForecastState.latest(in: $0) }.map { $0.day < today } ?? true
    }

    /// The day's work: trains and tests the forecast on the whole record, counts what followed on findings, and sets all
    /// groups against each other anew.
    ///
    /// - Parameter today: The day in the community's zone.
    @discardableResult
    package func renew(on today: CivilDay) async throws -> ForecastState {
        var followUps = FollowUpCount()
        let landmarks = try await Landmarks.load(from: store) { followUps.add($0, group: $1) }
        let state = ForecastState(landmarks)
        let (now, counted) = (world.now(), followUps.rows)
        let id: GroupID = world.ids.next()
        try await store.write { transaction in
            try transaction.execute(
                """
                INSERT INTO forecast_models (id, made_at, day, state)
                VALUES (\(id), \(now), \(today), \(state.stored))
                """)
            // The older ones tell nothing that the forecasts made with them do not.
            try transaction.execute("DELETE FROM forecast_models WHERE id < \(id) AND day < \(today.advanced(by: -30))")
            try transaction.execute("DELETE FROM advice_follow_ups")
            for row in counted {
                try transaction.execute(
                    """
                    INSERT INTO advice_follow_ups (advice, group_id, times, better)
                    VALUES (\(row.advice), \(row.group), \(row.times), \(row.better))
                    """)
            }
            try GroupOutlook.refresh(nil, at: now, in: transaction)
        }
        return state
    }
}
