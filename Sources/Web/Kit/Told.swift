internal import Desk
internal import HTTPTypes
package import Hummingbird
internal import Kernel

/// After a change: the browser asks for another page, on which is told once what was done.
struct Told: ResponseGenerator, Sendable {
    let path: String
    let flash: Flash?
    /// The session's new token, where what was done gave it one.
    var token: SecretToken?
    let isSecure: Bool

    init(_ flash: Flash?, at path: String, token: SecretToken? = nil, _ visit: VisitContext) {
        self.path = path
        self.flash = flash
        self.token = token
        isSecure = visit.isSecure
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var response = try Answer.see(path).response(from: request, context: context)
        if let token { CookieJar.setSession(token, isSecure: isSecure, on: &response) }
        if let flash { CookieJar.set(CookieJar.flash, flash.cookie, seconds: 60, isSecure: isSecure, on: &response) }
        return response
    }
}
