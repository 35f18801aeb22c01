package import Kernel
internal import Storage

/// How long a group is known to have lived.
package struct GroupLife: Hashable, Sendable {
    /// The day of its first event, and the last day that its record is known to be whole for.
    package var firstDay: CivilDay
    package var observedUntil: CivilDay
    /// Nil where it has not died.
    package var death: GroupDeath?

    /// - Parameters:
    ///   - diedDay: The first death that talk was resumed after.
    ///   - secondDay: The last day on which anybody but the last speaker spoke; nil where at most one person ever did.
    package init(firstDay: CivilDay, observedUntil: CivilDay, diedDay: CivilDay?, secondDay: CivilDay?) {
        self.firstDay = firstDay
        self.observedUntil = observedUntil
        if let diedDay {
            death = GroupDeath(day: diedDay, revived: true)
        } else {
            let silent = secondDay.map { $0.advanced(by: 1) } ?? firstDay
            // The last day observed need not be whole.
            guard silent.distance(to: observedUntil) >= StageSuggestion.silence else { return }
            death = GroupDeath(day: silent, revived: false)
        }
    }

    /// Its life as a subject of `survival_groups`.
    var subject: KaplanMeier.Subject {
        if let death { return KaplanMeier.Subject(days: firstDay.distance(to: death.day), hasEnded: true) }
        return KaplanMeier.Subject(days: firstDay.distance(to: observedUntil), hasEnded: false)
    }
}

extension GroupLife {
    /// Reads `zone, is_presence, first_day, last_day, observed_until, died_day, second_day` from a row of a left join.
    init?(_ row: Row, at column: Int) {
        guard let data = DayRange(row, at: column + 2) else { return nil }
        var zone = CivilZone(row.string(column)) ?? .utc
        let observed = row.optionalInstant(column + 4).map { zone.civil($0).day } ?? data.to
        self.init(
            firstDay: data.from, observedUntil: max(observed, data.to),
            diedDay: row.optionalInt32(column + 5).map { CivilDay(number: $0) },
            secondDay: row.optionalInt32(column + 6).map { CivilDay(number: $0) })
    }
}
