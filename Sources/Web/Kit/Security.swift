internal import HTTPTypes
internal import Hummingbird
internal import Kernel

/// What every answer says about what a browser may do with it.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = VisitContext
    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        // Nothing from anywhere else and no script but the files of ours: none stands within a page, so none needs a
        // nonce, and a page that did not change keeps its tag. The charts set styles of single elements.
        let policy = """
            default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; \
            img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
            """
        // A report is a page with a policy of its own.
        if response.headers[.contentSecurityPolicy] == nil { response.headers[.contentSecurityPolicy] = policy }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "same-origin"
        response.headers[.frameOptions] = "DENY"
        response.headers[.openerPolicy] = "same-origin"
        response.headers[.permissionsPolicy] = "camera=(), microphone=(), geolocation=()"
        return response
    }
}

extension HTTPField.Name {
    static let frameOptions = HTTPField.Name("X-Frame-Options")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let openerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
    static let forwardedProtocol = HTTPField.Name("X-Forwarded-Proto")!
    static let requestID = HTTPField.Name("X-Request-ID")!
}

/// Whether a request that changes something comes from our own pages (cross-site request forgery).
///
/// Browsers of today say so themselves in `Sec-Fetch-Site`, older ones in `Origin`; where neither is there, the form must
/// carry the session's own token. Source: OWASP, "Cross-Site Request Forgery Prevention", Fetch Metadata.
enum OriginCheck {
    enum Verdict: Equatable {
        case ours
        case foreign
        /// Only the form's token can tell.
        case askToken
    }

    /// - Parameter publicHost: Another name of ours: a proxy may ask for us by one of its own.
    static func judge(fetchSite: String?, origin: String?, host: String?, publicHost: String? = nil) -> Verdict {
        if let fetchSite { return fetchSite == "same-origin" ? .ours : .foreign }
        guard let origin else { return .askToken }
        guard let scheme = origin.firstRange(of: "://") else { return .foreign }
        let asked = origin[scheme.upperBound...].lowercased()
        return [host, publicHost].contains { $0?.lowercased() == asked } ? .ours : .foreign
    }

    static func judge(_ request: Request, publicHost: String? = nil) -> Verdict {
        judge(
            fetchSite: request.headers[.fetchSite], origin: request.headers[.origin],
            host: request.head.authority ?? request.headers[HTTPField.Name("Host")!], publicHost: publicHost)
    }
}
