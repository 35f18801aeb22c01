internal import Kernel

// Numbers with what they count, and the texts of advice filled with them.

extension ReportWords {
    /// A count with what is counted: `12 people`, `1 person`.
    package func quantity(_ count: Int, _ unit: Advice.Unit) -> String {
        let key = count == 1 ? "quantity.\(unit.rawValue).one" : "quantity.\(unit.rawValue)"
        return text(key, ["count": ReportWords.count(count)])
    }

    /// A length of time, in the largest unit that keeps it readable.
    package func duration(_ seconds: Double) -> String {
        let minutes = seconds / 60
        if minutes < 90 {
            return text("quantity.time.minutes", ["count": ReportWords.count(Int(minutes.rounded(.up)))])
        }
        let hours = minutes / 60
        if hours < 48 {
            let places = hours < 10 ? ReportWords.decimal(hours, places: 1) : ReportWords.count(Int(hours.rounded()))
            return text("quantity.time.hours", ["count": places])
        }
        return text("quantity.time.days", ["count": ReportWords.count(Int((hours / 24).rounded()))])
    }

    /// A value of advice as it stands in a sentence.
    package func value(_ value: Advice.Value) -> String {
        switch value {
        case .count(let count, let unit): quantity(count, unit)
        case .share(let share): ReportWords.percent(share)
        case .decimal(let number): ReportWords.decimal(number, places: number < 1 ? 2 : 1)
        case .seconds(let seconds): duration(seconds)
        case .day(let day): fullDate(day)
        case .hour(let hour): text("quantity.hour", ["hour": String(hour)])
        }
    }

    // MARK: - Advice

    /// What the texts of an advice are filled with.
    package func values(of advice: Advice) -> [String: String] {
        var values: [String: String] = [:]
        for figure in advice.rests + advice.values { values[figure.key] = value(figure.value) }
        values["names"] = advice.names.map { $0.printable.cut(to: 32) }.joined(separator: text("advice.names.joiner"))
        return values
    }

    package func findingKey(of advice: Advice) -> String { "advice.\(advice.key).finding" }

    package func actionKey(of advice: Advice) -> String {
        "advice.\(advice.key).action" + (advice.names.isEmpty ? "" : ".names")
    }
}
