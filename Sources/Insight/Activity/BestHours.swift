package import Kernel

/// When most people speak, for what is to be read (METRICS: `best_hours`): over the 56 days that end with the window.
package struct BestHours: Hashable, Sendable {
    /// Monday to Friday, and Saturday and Sunday; the best hour first, at most three, none that nobody spoke in.
    package var workdays: [BestHour] = []
    package var weekends: [BestHour] = []

    package static let days = 56
    package static let shown = 3

    package init() {}
}

/// A local hour of the day and how many different people speak in it.
package struct BestHour: Hashable, Sendable {
    package var hour: Int
    /// The mean over such days of the 56.
    package var speakers: Double

    package init(hour: Int, speakers: Double) {
        self.hour = hour
        self.speakers = speakers
    }
}

/// How many people spoke in which local hour, summed over working days and over weekends.
package struct HourSpeakers: Hashable, Sendable {
    private var workdays = [Int](repeating: 0, count: 24)
    private var weekends = [Int](repeating: 0, count: 24)

    package init() {}

    /// Adds a person's day.
    ///
    /// - Parameter hours: The hours they spoke in: bit 0 is the one that begins at midnight.
    package mutating func add(on day: CivilDay, hours: Int64) {
        for hour in 0..<24 where hours >> Int64(hour) & 1 == 1 {
            if day.weekday < 5 { workdays[hour] += 1 } else { weekends[hour] += 1 }
        }
    }

    /// The best hours, of two earlier before later where as many speak.
    package var best: BestHours {
        var best = BestHours()
        // Eight whole weeks, whichever day they begin with.
        best.workdays = HourSpeakers.best(workdays, days: BestHours.days * 5 / 7)
        best.weekends = HourSpeakers.best(weekends, days: BestHours.days * 2 / 7)
        return best
    }

    private static func best(_ sums: [Int], days: Int) -> [BestHour] {
        let spokenIn = sums.indices.filter { sums[$0] > 0 }
        let ordered = spokenIn.sorted { (sums[$1], $0) < (sums[$0], $1) }
        return ordered.prefix(BestHours.shown).map { BestHour(hour: $0, speakers: Double(sums[$0]) / Double(days)) }
    }
}
