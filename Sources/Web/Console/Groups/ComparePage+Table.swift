internal import Insight
internal import Kernel
internal import Reports

extension ComparePage {
    /// Both tables of the page in one: each figure of the groups side by side, and how the first stands among its kind.
    func csv() -> [UInt8] {
        var table = CSVTable(columns: [
            "figure", "a", "b", "better", "of_kind", "kind_median", "kind_percentile", "kind_others",
        ])
        func share(_ value: Double?) -> CSVTable.Cell { value.map { .number("\($0)") } ?? .nothing }
        let two = comparison?.lines ?? []
        let kind = (kind?.isEnough ?? false) ? self.kind?.lines ?? [] : []
        var keys: [String] = []
        for key in two.map(\.figure.key) + kind.map(\.figure.key) where !keys.contains(key) { keys.append(key) }
        table.add(
            [.text("group"), .text(first.name), .text(second.name)] + [CSVTable.Cell](repeating: .nothing, count: 5))
        for key in keys {
            let (line, own) = (two.first { $0.figure.key == key }, kind.first { $0.figure.key == key })
            let better = line?.better.map { $0 == .first ? "a" : $0 == .second ? "b" : "" } ?? ""
            table.add([
                .text(key), share(line?.first), share(line?.second), .text(better), share(own?.value),
                share(own?.median), share(own?.percentile), own.map { .number(String($0.others)) } ?? .nothing,
            ])
        }
        return table.bytes
    }
}
