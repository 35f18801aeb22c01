internal import Desk
internal import Importing
internal import Kernel
internal import Reports
internal import Storage

extension ImportPages {
    private static let page = 200

    /// All imports that somebody may see, the latest first, as a file for spreadsheets.
    func sendTable(_ context: Visit) async throws -> Answer {
        let (jobs, actor) = (jobs, context.actor)
        var table = CSVTable(columns: [
            "id", "created_at", "by", "state", "group", "format", "upload_bytes", "events", "lines", "bad_lines",
            "repaired_lines", "files_passed_over", "started_at", "finished_at",
        ])
        var last: ImportJobID?
        while true {
            let found = try await site.store.read { [last] in
                try jobs.latest(Self.page, before: last, by: actor, in: $0)
            }
            for one in found { table.add(Self.cells(of: one)) }
            guard found.count == Self.page, let end = found.last else { break }
            last = end.id
        }
        return .csv(table.bytes, named: site.look(context.visit)("import.latest"))
    }

    private static func cells(of one: ImportJob) -> [CSVTable.Cell] {
        func count(_ value: Int) -> CSVTable.Cell { .number(String(value)) }
        func time(_ value: Instant?) -> CSVTable.Cell { value.map { .text("\($0)") } ?? .nothing }
        return [
            .number(one.id.description), time(one.createdAt), .text(one.staffName), .text(one.state.rawValue),
            .text(one.choice.group ?? ""), .text(one.choice.format ?? ""), count(one.uploadBytes),
            count(one.progress.events), count(one.lines), count(one.badLines), count(one.repairedLines),
            count(one.filesPassedOver), time(one.startedAt), time(one.finishedAt),
        ]
    }
}
