internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Insight
internal import Kernel
internal import NIOCore
internal import Record
internal import ServiceLifecycle
internal import Storage

/// New events as they are written, as server-sent events (HTML standard, 9.2). Each carries the place to go on from, so
/// that whoever was cut off misses nothing and is told nothing twice.
enum EventStream {
    private static let roundMilliseconds = 500
    /// After this long a stream is ended, and its reader comes again with a token that is looked at anew.
    private static let mostRounds = 7_200
    private static let batch = 200

    @Sendable static func open(_ call: APICall) async throws -> APIAnswer {
        let start = try await start(call)
        let seat = try StreamSeat.take()
        let groups = call.actor.scope.isLimited ? call.actor.scope.groups : nil
        let store = call.site.store
        let body = ResponseBody { writer in
            defer { seat.leave() }
            var (position, quiet) = (start, 0)
            try await writer.write(ByteBuffer(string: "retry: 2000\n: from \(LogCursor.text(start))\n\n"))
            for _ in 0..<mostRounds where !Task.isShuttingDownGracefully {
                let from = position
                let found = try await store.read {
                    try RecordedEvent.log(after: from, of: groups, limit: batch, in: $0)
                }
                position = found.position
                if found.lines.isEmpty {
                    quiet += 1
                    // A comment now and then, so that nobody in between takes the line for dead.
                    if quiet % 30 == 0 { try await writer.write(ByteBuffer(string: ": still here\n\n")) }
                } else {
                    quiet = 0
                    try await writer.write(ByteBuffer(bytes: bytes(found.lines, from: from, to: position)))
                }
                if position == from {
                    await cancelWhenGracefulShutdown {
                        try? await Task.sleep(for: .milliseconds(roundMilliseconds))
                    }
                }
            }
            try await writer.finish(nil)
        }
        return APIAnswer(
            content: .response(
                Response(
                    status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)))
    }

    /// Behind the last event that the reader had, else behind the cursor, else from now on.
    private static func start(_ call: APICall) async throws -> RecordedEvent.Position {
        if let last = call.request.headers[HTTPField.Name("Last-Event-ID")!] {
            guard let position = LogCursor.position(last) else {
                throw Problem(.badRequest, "api.bad-parameter", ["name": "Last-Event-ID"])
            }
            return position
        }
        if call.query["cursor"] != nil { return try LogCursor.position(call) }
        return try await call.site.store.read { try RecordedEvent.end(in: $0) }
    }

    private static func bytes(
        _ lines: [RecordedEvent], from start: RecordedEvent.Position, to end: RecordedEvent.Position
    ) -> [UInt8] {
        var (bytes, position): ([UInt8], RecordedEvent.Position) = ([], start)
        for (index, line) in lines.enumerated() {
            position[line.shard] = line.seq
            // The last takes along what was passed over behind it.
            let id = LogCursor.text(index == lines.count - 1 ? end : position)
            bytes += "id: \(id)\nevent: event\ndata: ".utf8
            EventOperations.json(line).append(to: &bytes)
            bytes += "\n\n".utf8
        }
        return bytes
    }
}
