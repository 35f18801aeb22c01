internal import HTTPTypes
internal import Hummingbird
internal import Insight
internal import Kernel
internal import NIOCore

/// What went wrong with a request to the API (RFC 9457, problem details).
struct Problem: Error, Sendable {
    let status: HTTPResponse.Status
    /// A key of the text catalogue.
    let text: String
    var values: [String: String] = [:]
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ text: String, _ values: [String: String] = [:], headers: HTTPFields = [:]) {
        self.status = status
        self.text = text
        self.values = values
        self.headers = headers
    }

    /// What any failure is to whoever asked.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let fault as Fault:
            // What is as described and cannot be done all the same.
            let isMeaningless = fault.code == .badInput || fault.code == .usage
            let status = isMeaningless ? .unprocessableContent : fault.code.answer.status
            // What is wrong inside is for the log.
            self =
                status.code >= 500
                ? Problem(status, "api.failed") : Problem(status, fault.text, fault.values)
        case let error as any HTTPResponseError: self = Problem(error.status, Self.words(error.status))
        default: self = Problem(.internalServerError, "api.failed")
        }
    }

    private static func words(_ status: HTTPResponse.Status) -> String {
        switch status.code {
        case 404: "api.not-found"
        case 405: "api.method"
        case 413: "api.too-large"
        default: status.code < 500 ? "api.bad-request" : "api.failed"
        }
    }

    static let media = "application/problem+json"

    static let schema = Schema.object(
        [
            "type": .line(0...200).noted("`about:blank`, or what sort of problem it is."),
            "title": .line(0...200).noted("The words of the status."),
            "status": .integer(400...599), "detail": .text.noted("What is wrong, in the reader's language."),
            "code": .line(0...100).noted("The same as a word that does not change."),
            "request": .line(0...100).noted("The number to find it in the server's log by."),
        ])

    func response(_ catalogue: TextCatalogue, number: String) -> Response {
        let body = JSONValue.object([
            ("type", .string("about:blank")), ("title", .string(status.reasonPhrase)),
            ("status", .integer(status.code)), ("detail", .string(catalogue(text, values))), ("code", .string(text)),
            ("request", .string(number)),
        ])
        var fields = headers
        fields[.contentType] = Problem.media
        fields[.cacheControl] = "no-store"
        return Response(status: status, headers: fields, body: .init(byteBuffer: ByteBuffer(bytes: body.data)))
    }
}
