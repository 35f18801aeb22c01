internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Importing
internal import Kernel
internal import NIOCore
internal import Reports
internal import ServiceLifecycle
internal import Storage

extension ImportPages {
    /// How far an import is, as server-sent events (HTML standard, 9.2): each says all there is to say, so that whoever
    /// was cut off goes on with the next one. Closes itself at the end.
    @Sendable func watch(_ request: Request, _ context: Visit) async throws -> Response {
        let first = try await job(context)
        // The page stays as it was drawn; another state is another page.
        let drawn = try FormFields(query: request)["state"] ?? first.state.rawValue
        let last = request.headers[HTTPField.Name("Last-Event-ID")!]
        let look = site.look(context.visit)
        let body = ResponseBody { writer in
            var (job, told, quiet) = (first, last, 0)
            try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
            for _ in 0..<Self.mostRounds {
                let event = ImportEvent(look: look, job: job, drawn: drawn, now: site.world.now())
                if event.id != told {
                    try await writer.write(ByteBuffer(string: event.text))
                    (told, quiet) = (event.id, 0)
                } else {
                    quiet += 1
                    // A comment now and then, so that nobody in between takes the line for dead.
                    if quiet % 30 == 0 { try await writer.write(ByteBuffer(string: ": still here\n\n")) }
                }
                guard !event.isLast, !Task.isShuttingDownGracefully else { break }
                await cancelWhenGracefulShutdown { try? await Task.sleep(for: .milliseconds(500)) }
                guard let next = try? await self.job(context) else { break }
                job = next
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }

    /// After ten minutes the browser asks anew, and is then still somebody who may.
    private static let mostRounds = 1200

    @Sendable func badLines(_ request: Request, _ context: Visit) async throws -> Response {
        let job = try await job(context)
        guard folder.hasBadLines(of: job.id) else { throw HTTPError(.notFound) }
        return try BadLinesFile(path: folder.badLines(of: job.id), job: job.id).response()
    }
}

/// One event of the stream.
private struct ImportEvent {
    let id: String
    let text: String
    let isLast: Bool

    init(look: Look, job: ImportJob, drawn: String, now: Instant) {
        let meter = ImportMeterText(look: look, job: job, now: now)
        id = "\(job.state.rawValue)-\(job.progress.events)-\(job.progress.bytes)"
        isLast = job.state.rawValue != drawn || !job.state.isUnderWay
        let name = isLast ? "end" : "progress"
        let words = meter.text.filter { !$0.isNewline }
        text = "event: \(name)\nid: \(id)\ndata: \(meter.thousandths) \(words)\n\n"
    }
}
