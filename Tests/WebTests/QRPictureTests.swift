import Foundation
import TestSupport
import Testing

@testable import Web

struct QRPictureTests {
    private static let link =
        "otpauth://totp/Banyan:olga?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Banyan&algorithm=SHA1&digits=6&period=30"

    /// The modules that the path of a picture paints, drawn as a camera would see them: eight dots a module.
    private func bitmap(_ path: String, side: Int) throws -> Data {
        let width = side + 2 * QRPicture.quiet
        var dots = [[Bool]](repeating: [Bool](repeating: false, count: width), count: width)
        for match in path.matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/) {
            let (x, y, length) = (Int(match.1)!, Int(match.2)!, Int(match.3)!)
            #expect(match.3 == match.4)
            for column in x..<x + length { dots[y][column] = true }
        }
        var text = "P1\n\(width * 8) \(width * 8)\n"
        for row in dots {
            let line = row.map { String(repeating: $0 ? "1" : "0", count: 8) }.joined()
            for _ in 0..<8 { text += line + "\n" }
        }
        return Data(text.utf8)
    }

    @Test("A reader of such squares finds the text in what is drawn")
    func read() throws {
        let picture = try #require(QRPicture(Self.link))
        let reader = URL(fileURLWithPath: "/usr/bin/zbarimg")
        guard FileManager.default.isExecutableFile(atPath: reader.path) else {
            print("Skipped: zbarimg is not installed, so nothing reads the square.")
            return
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("qr-\(UUID().uuidString).pbm")
        try bitmap(picture.path, side: picture.side).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let found = String(
            decoding: try SystemTool.run(reader.path, ["--raw", "--quiet", file.path]).output, as: UTF8.self)
        #expect(found == Self.link + "\n")
    }

    @Test("Its corners are the three squares by which it is found, and it grows with the text")
    func corners() throws {
        let picture = try #require(QRPicture(Self.link))
        let last = picture.side - 1
        for (x, y) in [(0, 0), (last, 0), (0, last)] { #expect(picture.isDark[y * picture.side + x]) }
        #expect(try #require(QRPicture("a")).side == 21)
        #expect(picture.side > 21 && picture.side % 4 == 1)
    }

    @Test("What cannot be a square is none")
    func none() {
        #expect(QRPicture("") == nil)
        #expect(QRPicture("a\0b") == nil)
        #expect(QRPicture(String(repeating: "x", count: 4000)) == nil)
    }
}
