package import Kernel

/// Numbers and dates as a report writes them in its language.
package struct ReportWords: Sendable {
    package let text: TextCatalogue

    package init(text: TextCatalogue) { self.text = text }

    package func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String {
        text("report." + key, values)
    }

    /// What stands where there is no value.
    package static let nothing = "–"

    /// A count with its thousands parted: `12,345`.
    package static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var parted = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { parted.append(",") }
            parted.append(digit)
        }
        return number < 0 ? "−" + parted : parted
    }

    /// A ratio per cent: `34%`, below ten with one decimal `3.4%`.
    package static func percent(_ ratio: Double?) -> String {
        guard let ratio else { return nothing }
        let tenths = Int((ratio.magnitude * 1000).rounded())
        let sign = ratio < 0 ? "−" : ""
        if tenths == 0 { return ratio == 0 ? "0%" : sign + "<0.1%" }
        if tenths >= 100 { return sign + count(Int((ratio.magnitude * 100).rounded())) + "%" }
        return sign + decimal(Double(tenths) / 10, places: 1) + "%"
    }

    /// A rate that may rise or fall, with its sign.
    package static func change(_ ratio: Double?) -> String {
        guard let ratio else { return nothing }
        return ratio > 0 ? "+" + percent(ratio) : percent(ratio)
    }

    /// The change of a share in points of a hundred, with its sign.
    package static func points(from before: Double, to now: Double) -> String {
        let points = Int((now * 100).rounded()) - Int((before * 100).rounded())
        return points > 0 ? "+\(count(points))" : count(points)
    }

    /// A number with a fixed count of decimals.
    package static func decimal(_ number: Double?, places: Int) -> String {
        guard let number else { return nothing }
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((number.magnitude * Double(scale)).rounded())
        let sign = number < 0 && scaled > 0 ? "−" : ""
        return sign + count(scaled / scale) + "." + padded(scaled % scale, to: places)
    }

    // MARK: - Dates

    package func fullDate(_ day: CivilDay) -> String { self("date.full", values(day)) }
    package func date(_ day: CivilDay) -> String { self("date.day", values(day)) }
    package func shortDate(_ day: CivilDay) -> String { self("date.short", values(day)) }
    package func month(_ day: CivilDay) -> String { self("date.month", values(day)) }
    package func weekday(_ number: Int) -> String { self("weekday.\(number)") }

    /// Both ends of some days, short; one date where they are one day.
    package func span(_ range: DayRange) -> String {
        if range.count == 1 { return shortDate(range.from) }
        return self("date.span", ["from": shortDate(range.from), "to": shortDate(range.to)])
    }

    private func values(_ day: CivilDay) -> [String: String] {
        let (year, month, number) = day.date
        return [
            "year": String(year), "month": self("month.\(month)"), "day": String(number),
            "weekday": weekday(day.weekday),
        ]
    }
}
