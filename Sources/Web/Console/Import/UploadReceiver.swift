internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Importing
internal import Kernel
internal import NIOCore
internal import Storage

extension ImportPages {
    /// Takes an upload as it comes, to disk; nothing of one that is refused or cut off stays.
    @Sendable func takeUpload(_ request: Request, _ context: Visit) async throws -> Response {
        let answer: Answer
        do {
            answer = .see(path(try await receive(request, context)))
        } catch let fault as Fault where fault.code == .badInput {
            let isLarge = ["import.upload.too-large", "import.upload.no-room"].contains(fault.text)
            answer = try await startPage(context, fault, status: isLarge ? .contentTooLarge : .badRequest)
        }
        return try answer.response(from: request, context: context.visit)
    }

    private func receive(_ request: Request, _ context: Visit) async throws -> ImportJobID {
        guard var parser = MultipartParser(contentType: request.headers[.contentType] ?? "") else {
            throw MultipartParser.damaged
        }
        let most = site.options.mostUpload
        guard let length = request.headers[.contentLength].flatMap({ Int($0) }), length >= 0 else {
            throw HTTPError(.lengthRequired)
        }
        guard length <= most else { throw UploadWriter.tooLarge(most) }
        let (jobs, actor, quota) = (jobs, context.actor, site.options.uploadQuota)
        let id = try await site.store.write { try jobs.begin(uploadOf: length, quota: quota, by: actor, in: $0) }
        do {
            var files = UploadedParts(try UploadWriter(folder, id, mostBytes: length))
            for try await buffer in request.body {
                try parser.take(buffer.readableBytesView) { try files.take($0) }
            }
            try parser.finish()
            let taken = files.writer.files
            guard !taken.isEmpty else { throw Fault(.badInput, "import.upload.nothing") }
            try await site.store.write { try jobs.end(uploadOf: id, files: taken, in: $0) }
            return id
        } catch {
            // The visitor may have gone, and this task with them; what they leave goes all the same.
            let (folder, store) = (folder, site.store)
            await Task {
                folder.removeAll(of: id)
                try? await store.write { try jobs.drop(uploadOf: id, in: $0) }
            }.value
            throw error
        }
    }
}

/// Sorts the parts of an upload's form: files are written, other fields passed over.
private struct UploadedParts {
    let writer: UploadWriter
    private var isFile = false

    init(_ writer: UploadWriter) { self.writer = writer }

    mutating func take(_ piece: MultipartParser.Piece) throws {
        switch piece {
        case .begin(let head):
            // A browser sends a nameless part where no file was chosen.
            isFile = head.fileName?.isEmpty == false
            if isFile, let name = head.fileName { try writer.begin(name) }
        case .data(let bytes): if isFile { try writer.write(bytes) }
        case .end:
            if isFile { try writer.end() }
            isFile = false
        }
    }
}
