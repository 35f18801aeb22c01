internal import Kernel

/// In which order the three numbers of a date stand.
enum DateOrder: CaseIterable {
    case yearMonthDay
    case dayMonthYear
    case monthDayYear

    /// Three numbers as they stand, and how many digits the first and the last have.
    struct Numbers: Equatable {
        var first = 0
        var second = 0
        var third = 0
        var firstWidth = 0
        var thirdWidth = 0
        var separator: UInt8 = 0
        var isHalfDay = false
    }

    /// Nil where there is no such day, or the year has not two or four digits.
    func day(_ numbers: Numbers) -> CivilDay? {
        let (year, width) =
            self == .yearMonthDay ? (numbers.first, numbers.firstWidth) : (numbers.third, numbers.thirdWidth)
        guard width == 2 || width == 4 else { return nil }
        let full = width == 2 ? 2000 + year : year
        switch self {
        case .yearMonthDay: return CivilDay(year: full, month: numbers.second, day: numbers.third)
        case .dayMonthYear: return CivilDay(year: full, month: numbers.second, day: numbers.first)
        case .monthDayYear: return CivilDay(year: full, month: numbers.first, day: numbers.second)
        }
    }
}

/// Finds the order of a file's dates from many of them.
///
/// An order must make a day of every date (of nearly every one, as lines may be damaged); of several that do, the one
/// by which the days go back least often; then one by which they lie ten times closer together. What is still open,
/// clients' habits decide: a slash with AM or PM is American, all else has the day first.
struct DateOrderFinder {
    /// An order, and how well the dates so far fit it.
    private struct Candidate {
        let order: DateOrder
        var validCount = 0
        var descentCount = 0
        var distance = 0
        var latest: CivilDay?
        var dayCount = 0
    }

    private var candidates = DateOrder.allCases.map { Candidate(order: $0) }
    private var count = 0
    private var sample: DateOrder.Numbers?

    mutating func add(_ numbers: DateOrder.Numbers) {
        count += 1
        if sample == nil { sample = numbers }
        for index in candidates.indices {
            guard let day = candidates[index].order.day(numbers) else { continue }
            candidates[index].validCount += 1
            guard let latest = candidates[index].latest, latest != day else {
                candidates[index].latest = day
                continue
            }
            if day < latest { candidates[index].descentCount += 1 }
            candidates[index].distance += abs(latest.distance(to: day))
            candidates[index].dayCount += 1
            candidates[index].latest = day
        }
    }

    /// Whether one order makes days of more dates than any other, so that no more need be looked at.
    var isSettled: Bool {
        let counts = candidates.map(\.validCount).sorted(by: >)
        return counts[0] > counts[1]
    }

    /// - Parameter habit: What the network's clients do where dates with slashes leave it open.
    func order(_ habit: DateOrder? = nil) -> DateOrder {
        let most = candidates.map(\.validCount).max() ?? 0
        var left = candidates.filter { $0.validCount == most }
        let fewest = left.map(\.descentCount).min() ?? 0
        left = left.filter { $0.descentCount == fewest }
        let closest = left.map(\.distance).min() ?? 0
        if left.contains(where: { $0.dayCount >= 2 }) { left = left.filter { $0.distance <= closest * 10 } }
        return habitual(left.map(\.order), habit)
    }

    private func habitual(_ orders: [DateOrder], _ habit: DateOrder?) -> DateOrder {
        if let habit, orders.contains(habit) { return habit }
        guard orders.count > 1, let sample else { return orders.first ?? .dayMonthYear }
        let isAmerican = sample.separator == UInt8(ascii: "/") && sample.isHalfDay
        let preferred: [DateOrder] = [isAmerican ? .monthDayYear : .dayMonthYear, .dayMonthYear, .monthDayYear]
        return preferred.first { orders.contains($0) } ?? orders[0]
    }
}
