internal import HTTPTypes
internal import Hummingbird
internal import Kernel
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import Reports

extension Fault.Code {
    /// What a browser is told (RFC 9110), and how loudly the log says so. The one place where one becomes the other.
    var answer: (status: HTTPResponse.Status, level: Logger.Level) {
        switch self {
        case .usage, .badInput: (.badRequest, .info)
        case .notFound: (.notFound, .info)
        case .forbidden: (.forbidden, .notice)
        case .busy: (.conflict, .notice)
        case .unavailable: (.serviceUnavailable, .error)
        case .internalError, .cannotWrite, .inputOutput, .wrongDatabase: (.internalServerError, .error)
        }
    }
}

/// Sends a visitor elsewhere from wherever it is noticed that they must go there.
struct Detour: Error { let path: String }

/// Turns what went wrong into a page that says what happened, what was kept, and what to do; nobody sees more of it than
/// that and a number to find it in the log by.
struct ErrorPages: RouterMiddleware {
    typealias Context = VisitContext
    let site: Site

    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let detour as Detour {
            return try Answer.see(detour.path).response(from: request, context: context)
        } catch let fault as Fault {
            let (status, level) = fault.code.answer
            context.logger.log(level: level, "\(fault.text)", metadata: ["cause": "\(fault.cause ?? "-")"])
            return try page(status, fault, request, context)
        } catch let error as any HTTPResponseError {
            return try page(error.status, nil, request, context)
        } catch  where error is HTTPParserError || error is ChannelError || error is IOError {
            // The visitor broke off in the middle of what they sent: nobody is there to read this, and nothing of ours broke.
            context.logger.info("cut off", metadata: ["error": "\(error)"])
            return try page(.badRequest, nil, request, context)
        } catch {
            context.logger.error("unexpected", metadata: ["error": "\(error)"])
            return try page(.internalServerError, nil, request, context)
        }
    }

    private func page(
        _ status: HTTPResponse.Status, _ fault: Fault?, _ request: Request, _ context: VisitContext
    ) throws -> Response {
        let look = site.look(context)
        let known: Set<Int> = [400, 403, 404, 405, 409, 413, 429, 503]
        let key = known.contains(status.code) ? String(status.code) : status.code < 500 ? "400" : "500"
        let layout = Layout(look: look, title: look("error.\(key)"))
        let content: (inout HTML) -> Void = { page in
            let isOurs = status.code >= 500 && fault?.code != .unavailable
            page.element("p", text: fault.flatMap { isOurs ? nil : look.catalogue($0) } ?? look("error.\(key).more"))
            page.element("p", .class("why"), text: look("error.number", ["id": context.number]))
            page.element("p") { $0.element("a", .href("/"), text: look("error.home")) }
        }
        let bytes = context.actor == nil ? layout.plain(content: content) : layout.html(content: content)
        var response = try Answer.html(bytes, status: status).response(from: request, context: context)
        if status == .tooManyRequests { response.headers[.retryAfter] = fault?.values["seconds"] ?? "60" }
        return response
    }
}
