internal import Kernel

extension Landmarks {
    /// Every landmark with its features and what came of it, so that others can fit and test on the same rows.
    ///
    /// `part` is `earlier` for rows trained on, `later` for those tested on, and empty for rows between.
    package var csv: String {
        var parts = [String](repeating: "", count: count)
        if let split {
            for index in known(by: split) { parts[index] = "earlier" }
            for index in from(split) { parts[index] = "later" }
        }
        let names = ForecastFeatures.Name.allCases.map(\.rawValue)
        var text = (["group", "day", "part"] + names + ["half", "dies"]).joined(separator: ",") + "\n"
        for index in 0..<count {
            let values = rows.row(index).map { "\($0)" }
            let group = String(members[Int(groups[index])].group)
            let cells = [group, "\(days[index])", parts[index]] + values
            let end = [halves[index].map { "\($0)" } ?? "", rows.labels[index] ? "1" : "0"]
            text += (cells + end).joined(separator: ",") + "\n"
        }
        return text
    }
}
