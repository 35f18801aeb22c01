internal import Desk
internal import HTTPTypes
package import Hummingbird
internal import Kernel
internal import Rounds
internal import Storage

/// Finds out from where somebody comes, behind which proxies.
struct Arrival: RouterMiddleware {
    typealias Context = VisitContext
    let site: Site

    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let peer = context.address
        context.isSecure = site.options.isEncrypted
        if site.proxies.trusts(peer) {
            context.address = site.proxies.visitor(behind: peer, forwardedFor: request.headers[.forwardedFor])
            let scheme = request.headers[.forwardedProtocol]?.lowercased()
            if let scheme { context.isSecure = scheme == "https" }
        }
        var response = try await next(request, context)
        if context.isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        return response
    }
}

/// Finds out who is visiting, in which language, and what the last request left to tell.
struct Door: RouterMiddleware {
    typealias Context = VisitContext
    let site: Site

    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.userAgent = request.headers[.userAgent] ?? ""
        let name = CookieJar.sessionName(isSecure: context.isSecure)
        var renewed: SecretToken?
        if let token = CookieJar.value(name, of: request) {
            let admission = try await site.frontDesk.admit(token, from: context.client, at: site.world.now())
            context.sessionToken = token
            context.actor = admission?.actor
            renewed = admission?.renewed
        }
        context.formToken = site.key.formToken(of: context.actor?.session)
        context.language = Door.language(of: request, context.actor)
        if let actor = context.actor { context.waiting = try await waiting(for: actor, request) }
        let flash = CookieJar.value(CookieJar.flash, of: request)
        context.flash = flash.flatMap { Flash(cookie: $0) }
        var response = try await next(request, context)
        // Told once, on a page; what only sends on leaves it for the page that follows.
        if flash != nil, response.status == .ok, response.headers[.contentType]?.hasPrefix("text/html") == true {
            CookieJar.clear(CookieJar.flash, isSecure: context.isSecure, on: &response)
        }
        if let renewed { CookieJar.setSession(renewed, isSecure: context.isSecure, on: &response) }
        return response
    }

    /// What the bar of a page tells.
    private func waiting(for actor: Actor, _ request: Request) async throws -> Waiting? {
        guard request.method == .get, actor.mayUse(.seeGroups), !request.uri.path.hasPrefix("/assets/") else {
            return nil
        }
        let (today, alerts) = (TodayStore(world: site.world), AlertStore(world: site.world))
        return try await site.store.read { transaction in
            Waiting(
                groups: try today.count(by: actor, in: transaction),
                alerts: try alerts.count(AlertFilter(.unseen), by: actor, in: transaction))
        }
    }

    /// The staff member's own choice, else the browser's cookie, else what it accepts, else Simplified Chinese.
    static func language(of request: Request, _ actor: Actor?) -> Language {
        if let chosen = actor?.language { return chosen }
        if let chosen = CookieJar.value(CookieJar.language, of: request).flatMap({ Language(rawValue: $0) }) {
            return chosen
        }
        return accepted(request.headers[.acceptLanguage] ?? "") ?? .simplifiedChinese
    }

    /// The first language of `Accept-Language` that we speak, heaviest first (RFC 9110, 12.5.4).
    static func accepted(_ header: String) -> Language? {
        var ranges: [(name: String, weight: Double, index: Int)] = []
        for part in header.split(separator: ",") where ranges.count < 32 {
            let words = part.split(separator: ";").map { word in String(word.filter { $0 != " " }) }
            var weight = 1.0
            for word in words.dropFirst() where word.hasPrefix("q=") { weight = Double(word.dropFirst(2)) ?? 1 }
            ranges.append((words.first ?? "", weight, ranges.count))
        }
        let ordered = ranges.sorted { ($1.weight, $0.index) < ($0.weight, $1.index) }
        return ordered.lazy.filter { $0.weight > 0 }.compactMap { Language(locale: $0.name) }.first
    }
}

/// Lets a request that changes something through only where it comes from our own pages, and not too often.
struct WriteGuard: RouterMiddleware {
    typealias Context = VisitContext
    let site: Site

    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        guard ![.get, .head, .options].contains(request.method) else { return try await next(request, context) }
        if case .wait = site.writes.take(ClientNetwork(context.address.description), at: site.world.now()) {
            throw HTTPError(.tooManyRequests)
        }
        switch OriginCheck.judge(request, publicHost: site.options.publicAddress?.host) {
        case .ours: return try await next(request, context)
        case .foreign: throw Fault(.forbidden, "web.foreign-form")
        case .askToken:
            // Only forms of ours are without both headers; their body is small enough to be read twice.
            var request = request
            let body = try await request.collectBody(upTo: context.maxUploadSize)
            let fields = try FormFields(encoded: Array(body.readableBytesView))
            guard fields["token"] == context.formToken else {
                throw Fault(.forbidden, "web.foreign-form")
            }
            return try await next(request, context)
        }
    }
}
