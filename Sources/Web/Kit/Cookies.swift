internal import Desk
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Kernel

/// The cookies we set: all of them out of reach of scripts, sent to us alone.
enum CookieJar {
    static let language = "lang"
    static let flash = "flash"

    /// Over TLS the name itself makes the browser keep the cookie to this host and to encrypted connections.
    static func sessionName(isSecure: Bool) -> String { isSecure ? "__Host-banyan" : "banyan" }

    static func set(_ name: String, _ value: String, seconds: Int?, isSecure: Bool, on response: inout Response) {
        var text = "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax"
        if let seconds { text += "; Max-Age=\(seconds)" }
        if isSecure { text += "; Secure" }
        response.headers.append(HTTPField(name: .setCookie, value: text))
    }

    /// Lives as long as the longest session may.
    static func setSession(_ token: SecretToken, isSecure: Bool, on response: inout Response) {
        set(sessionName(isSecure: isSecure), token.text, seconds: 90 * 86_400, isSecure: isSecure, on: &response)
    }

    static func clear(_ name: String, isSecure: Bool, on response: inout Response) {
        set(name, "", seconds: 0, isSecure: isSecure, on: &response)
    }

    /// The value of a cookie of the request, as it was set.
    static func value(_ name: String, of request: Request) -> String? {
        for field in request.headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                if parts.count == 2, parts[0] == name { return String(parts[1]) }
            }
        }
        return nil
    }
}

/// Something to be told once, on the page after the one that did it; it waits in a cookie.
///
/// Only a key of the catalogue and its values travel, so a made-up one can at worst show a text of ours to its maker.
struct Flash: Codable, Sendable, Equatable {
    var key: String
    var values: [String: String] = [:]
    /// Where a form takes back what was done.
    var undo: String?

    var cookie: String { (try? JSONEncoder().encode(self))?.base64EncodedString().filter { $0 != "=" } ?? "" }

    init(_ key: String, _ values: [String: String] = [:], undo: String? = nil) {
        self.key = key
        self.values = values
        self.undo = undo
    }

    /// Nil where the cookie is none of ours.
    init?(cookie: String) {
        guard cookie.utf8.count <= 4096 else { return nil }
        let padded = cookie + String(repeating: "=", count: (4 - cookie.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let flash = try? JSONDecoder().decode(Flash.self, from: data)
        else {
            return nil
        }
        guard flash.key.hasPrefix("flash."), flash.undo?.hasPrefix("/") != false, flash.undo?.hasPrefix("//") != true
        else {
            return nil
        }
        self = flash
    }
}
