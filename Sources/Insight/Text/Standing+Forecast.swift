package import Foundation
package import Kernel

extension StandingLine {
    /// The risks of all groups, the highest first, with what pushes each.
    package static func forecastText(_ lines: [StandingLine], _ catalogue: TextCatalogue) -> String {
        let words = ReportWords(text: catalogue)
        var page = TextPage()
        page.add(words.text("forecast.list.title"))
        page.rule()
        if lines.isEmpty { page.add(words("groups.empty")) }
        for line in lines {
            let one = line.standing
            let health = words.text("forecast.list.health", ["score": ReportWords.score(one.health)])
            page.add(
                ReportWords.percent(one.risk).aligned(to: 6) + "  "
                    + line.label.name.printable.cut(to: 40).padded(to: 40) + health.aligned(to: 20))
            let reasons = one.riskReasons.map { words.reason($0) }
            for reason in reasons { for text in reason.wrapped(to: 58) { page.add("        " + text) } }
        }
        return page.text
    }

    /// A line of JSON for each group.
    package static func forecastJSONLines(_ lines: [StandingLine]) -> Data {
        lines.reduce(into: Data()) { data, line in
            let one = line.standing
            let reasons = one.riskReasons.map { reason in
                JSONValue.pairs([
                    "common": .number(reason.common), "name": .string(reason.name.rawValue),
                    "push": .number(reason.push), "value": .number(reason.value),
                ])
            }
            data +=
                JSONValue.pairs([
                    "basis": JSONValue(one.riskBasis?.rawValue), "dying_risk": JSONValue(one.risk),
                    "group": .string(line.label.name), "health": JSONValue(one.health),
                    "network": .string(line.label.network), "reasons": .array(reasons),
                    "stage": JSONValue(line.stage?.rawValue),
                ]).data + Data("\n".utf8)
        }
    }
}
