internal import Foundation
internal import Kernel

/// Writes a mail as RFC 5322 and MIME have it: plain text, and the same as HTML.
///
/// No header can be broken by what stands in it: addresses are checked, the subject is ASCII without controls or encoded words
/// (RFC 2047), and nothing else comes from outside. The body is quoted-printable, so no line is long and none ends early.
struct MailMessage: Sendable {
    let from: MailAddress
    let to: MailAddress
    let words: NoticeWords
    /// What the receiver's program knows it by; the same at every try.
    let id: String
    let at: Instant
    /// What parts the two forms; must not be in either.
    let boundary: String

    var bytes: [UInt8] {
        var lines = [
            "From: Banyan <\(from.text)>", "To: <\(to.text)>", "Subject: " + Self.header(words.subject),
            "Date: " + Self.date(at), "Message-ID: <\(id)@\(from.domain)>", "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0", "Content-Type: multipart/alternative;", " boundary=\"\(boundary)\"", "",
        ]
        for (type, text) in [("plain", words.text), ("html", html)] {
            lines += [
                "--" + boundary, "Content-Type: text/\(type); charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", Self.quotedPrintable(text),
            ]
        }
        lines += ["--\(boundary)--", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private var html: String {
        let paragraphs = words.text.split(separator: "\n\n").map { paragraph in
            "<p>" + paragraph.split(separator: "\n").map { Self.escaped(String($0)) }.joined(separator: "<br>") + "</p>"
        }
        return """
            <!doctype html><html><body style="font-family:sans-serif;line-height:1.5">
            \(paragraphs.joined(separator: "\n"))
            </body></html>
            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    /// A header's text: as it is where it is short printable ASCII, else in encoded words of at most 75 letters.
    static func header(_ text: String) -> String {
        let plain = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
        let cut = String(plain.prefix(200))
        let isPlain = cut.utf8.count <= 60 && cut.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && !cut.contains("=?")
        if isPlain { return cut }
        var (words, held): ([String], [UInt8]) = ([], [])
        func close() {
            if !held.isEmpty { words.append("=?UTF-8?B?" + Data(held).base64EncodedString() + "?=") }
            held = []
        }
        for scalar in cut.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            // 45 bytes make 60 letters, and twelve more around them; the first line begins with the header's name.
            if held.count + bytes.count > (words.isEmpty ? 36 : 45) { close() }
            held += bytes
        }
        close()
        return words.joined(separator: "\r\n ")
    }

    /// RFC 2045, 6.7: lines of at most 76 letters, ended by CRLF.
    static func quotedPrintable(_ text: String) -> String {
        let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { quotedLine(Array($0.utf8)) }.joined(separator: "\r\n")
    }

    private static func quotedLine(_ bytes: [UInt8]) -> String {
        var (written, width) = ("", 0)
        for (index, byte) in bytes.enumerated() {
            let isLast = index == bytes.count - 1
            let isBlank = byte == 0x20 || byte == 0x09
            let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=") || isBlank && !isLast
            let digits = String(byte, radix: 16, uppercase: true)
            let piece =
                isPlain ? String(UnicodeScalar(byte)) : "=" + (digits.utf8.count < 2 ? "0" + digits : digits)
            if width + piece.utf8.count > 75 {
                written += "=\r\n"
                width = 0
            }
            written += piece
            width += piece.utf8.count
        }
        return written
    }

    /// `Tue, 24 Nov 2026 08:00:00 +0000`.
    static func date(_ instant: Instant) -> String {
        let day = CivilDay(number: Int32(clamping: instant.seconds.flooredQuotient(by: 86_400)))
        let rest = Int(instant.seconds - Int64(day.number) * 86_400)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = "\(day)".split(separator: "-").compactMap { Int($0) }
        let weekday = weekdays[((Int(day.number) % 7) + 7) % 7]
        let time = [rest / 3600, rest / 60 % 60, rest % 60].map { padded($0, to: 2) }.joined(separator: ":")
        guard parts.count == 3 else { return "Thu, 01 Jan 1970 00:00:00 +0000" }
        return "\(weekday), \(padded(parts[2], to: 2)) \(months[parts[1] - 1]) \(parts[0]) \(time) +0000"
    }
}
