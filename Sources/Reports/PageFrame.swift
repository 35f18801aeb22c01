internal import Crypto
internal import Kernel

/// What every page has around its content: head, style, policy and scripts.
package struct PageFrame: Sendable {
    /// Where the library of the charts is.
    enum Charts: Sendable {
        case none, inside, beside
        /// To be put in when the page is handed out: `KeptPage` knows how.
        case later
    }

    let title: String
    let words: PageWords
    let assets: PageAssets
    let charts: Charts

    /// The program's mark, to be put into a page as it stands.
    package static let mark = """
        <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" \
        aria-hidden="true"><path d="M3 11c0-4.4 4-7.5 9-7.5s9 3.1 9 7.5c0 1.4-1.3 2-2.6 1.6C17.5 14 15 14 14 12.6c-1 .9-3 \
        .9-4 0-1 1.4-3.5 1.4-4.4 0C4.3 13 3 12.4 3 11Z"/><path d="M12 13v7.5M8.3 13.8v4.7M15.7 13.8v4.7M5.6 13.2v3M18.4 \
        13.2v3"/></svg>
        """

    func html(_ content: (inout HTML) -> Void) -> [UInt8] {
        var body = HTML()
        body.element("body", content: content)
        // A number that nobody who wrote a part of the page can have known when writing it.
        let nonce = base64(Array(SHA256.hash(data: body.bytes)))
        var page = HTML()
        page.trusted("<!doctype html>\n".utf8)
        page.element("html", .named("lang", words.catalogue.language.rawValue)) { html in
            html.element("head") { addHead(to: &$0, nonce: nonce) }
            html.trusted(body.bytes.dropLast("</body>".utf8.count))
            addScripts(to: &html, nonce: nonce)
            html.trusted("</body>".utf8)
        }
        return page.bytes
    }

    private func addHead(to head: inout HTML, nonce: String) {
        head.void("meta", .named("charset", "utf-8"))
        // Styles of single elements may be set, as the charts do; nothing they could name may be fetched.
        let policy = """
            default-src 'none'; script-src 'nonce-\(nonce)'; style-src 'nonce-\(nonce)'; style-src-attr 'unsafe-inline'; \
            base-uri 'none'; form-action 'none'
            """
        head.void("meta", .named("http-equiv", "Content-Security-Policy"), .named("content", policy))
        head.void("meta", .named("name", "viewport"), .named("content", "width=device-width, initial-scale=1"))
        head.void("meta", .named("name", "referrer"), .named("content", "no-referrer"))
        head.void("meta", .named("name", "color-scheme"), .named("content", "light dark"))
        head.void("meta", .named("name", "generator"), .named("content", "Banyan"))
        head.element("title", text: title)
        head.element("style", .named("nonce", nonce)) { $0.trusted(assets.style) }
    }

    private func addScripts(to page: inout HTML, nonce: String) {
        switch charts {
        case .none: return
        case .inside: page.element("script", .named("nonce", nonce)) { $0.trusted(assets.charts ?? []) }
        case .later: page.element("script", .named("nonce", nonce)) { $0.trusted(KeptPage.place.utf8) }
        case .beside:
            page.element("script", .named("nonce", nonce), .named("src", PageAssets.chartsFile)) { _ in }
        }
        page.element("script", .named("nonce", nonce)) { $0.trusted(assets.script) }
    }

    private func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0...3 {
                text.append(place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
