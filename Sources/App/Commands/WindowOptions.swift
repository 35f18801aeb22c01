import ArgumentParser
import Insight
import Kernel

/// Which days a figure is asked for.
struct WindowOptions: ParsableArguments {
    @Option(help: .words("from")) var from: String?
    @Option(help: .words("to")) var to: String?
    @Flag(help: .words("all")) var all = false

    func window() throws -> ReportWindow {
        let first = try civilDay(from, option: "--from")
        let last = try civilDay(to, option: "--to")
        if all {
            guard first == nil, last == nil else { throw Fault(.usage, "command.all-or-days") }
            return .all
        }
        switch (first, last) {
        case (nil, nil): return .last28Days
        case (let first?, let last?): return .days(from: first, to: last)
        default: throw Fault(.usage, "command.both-days")
        }
    }
}
