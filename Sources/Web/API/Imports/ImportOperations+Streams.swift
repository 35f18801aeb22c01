internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Importing
internal import Insight
internal import Kernel
internal import NIOCore
internal import ServiceLifecycle
internal import Storage

// What comes and goes piece by piece: the upload, and how far an import is.

extension ImportOperations {
    /// Takes an upload as it comes, to disk; nothing of one that is refused or cut off stays.
    @Sendable static func upload(_ call: APICall) async throws -> APIAnswer {
        guard let length = call.request.headers[.contentLength].flatMap({ Int($0) }), length >= 0 else {
            throw Problem(.lengthRequired, "api.length-required")
        }
        let (site, jobs, actor) = (call.site, ImportJobStore(world: call.site.world), call.actor)
        guard length <= site.options.mostUpload else { throw Problem(.contentTooLarge, "api.too-large") }
        guard length > 0 else { throw Fault(.badInput, "import.upload.nothing") }
        let quota = site.options.uploadQuota
        let id = try await site.store.write { try jobs.begin(uploadOf: length, quota: quota, by: actor, in: $0) }
        let folder = ImportFolder(path: site.options.uploads)
        do {
            let (files, digest) = try await receive(call, id, folder, length)
            var call = call
            if let key = call.key { call.key?.request = KeptAnswer.digest(key.request + digest) }
            let catalogue = call.catalogue
            let answer = try await call.change { transaction in
                try jobs.end(uploadOf: id, files: files, in: transaction)
                return .json(json(try jobs.job(id, by: actor, in: transaction), catalogue))
            }
            // Under a key that was used before, the answer is of the upload that came then; this one is too much.
            let isKept = try await site.store.read { try jobs.job(id, by: actor, in: $0).state != .uploading }
            if !isKept { await drop(id, folder, jobs, site.store) }
            return answer
        } catch {
            await drop(id, folder, jobs, site.store)
            throw error
        }
    }

    private static func receive(
        _ call: APICall, _ id: ImportJobID, _ folder: ImportFolder, _ length: Int
    ) async throws -> (files: [UploadedFile], digest: [UInt8]) {
        let writer = try UploadWriter(folder, id, mostBytes: length)
        var digest = RunningDigest()
        let name = call.query["name"] ?? ""
        digest.add(Array("\(name)\n".utf8))
        try writer.begin(name)
        for try await buffer in call.request.body {
            try writer.write(buffer.readableBytesView)
            digest.add(buffer.readableBytesView)
        }
        try writer.end()
        return (writer.files, digest.bytes)
    }

    /// The caller may have gone, and this task with them; what they leave goes all the same.
    private static func drop(
        _ id: ImportJobID, _ folder: ImportFolder, _ jobs: ImportJobStore, _ store: Store
    ) async {
        await Task {
            folder.removeAll(of: id)
            try? await store.write { try jobs.drop(uploadOf: id, in: $0) }
        }.value
    }

    private static let mostRounds = 7_200

    @Sendable static func follow(_ call: APICall) async throws -> APIAnswer {
        let (site, jobs, actor) = (call.site, ImportJobStore(world: call.site.world), call.actor)
        let (id, catalogue) = (ImportJobID(call.number("import")), call.catalogue)
        let first = try await site.store.read { try jobs.job(id, by: actor, in: $0) }
        let seat = try StreamSeat.take()
        let body = ResponseBody { writer in
            defer { seat.leave() }
            var (job, told, quiet) = (first, "", 0)
            try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
            for _ in 0..<mostRounds {
                let mark = "\(job.state.rawValue)-\(job.progress.events)-\(job.progress.bytes)"
                if mark != told {
                    let name = job.state.isUnderWay ? "progress" : "end"
                    var bytes = Array("id: \(mark)\nevent: \(name)\ndata: ".utf8)
                    json(job, catalogue).append(to: &bytes)
                    try await writer.write(ByteBuffer(bytes: bytes + "\n\n".utf8))
                    (told, quiet) = (mark, 0)
                } else {
                    quiet += 1
                    if quiet % 30 == 0 { try await writer.write(ByteBuffer(string: ": still here\n\n")) }
                }
                guard job.state.isUnderWay, !Task.isShuttingDownGracefully else { break }
                await cancelWhenGracefulShutdown { try? await Task.sleep(for: .milliseconds(500)) }
                guard let next = try? await site.store.read({ try jobs.job(id, by: actor, in: $0) }) else { break }
                job = next
            }
            try await writer.finish(nil)
        }
        return APIAnswer(
            content: .response(
                Response(
                    status: .ok, headers: [.contentType: Operation.stream, .cacheControl: "no-store"], body: body)))
    }
}
