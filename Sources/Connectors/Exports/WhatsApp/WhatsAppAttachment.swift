internal import Kernel

/// A file that was sent, and what was written with it.
struct WhatsAppAttachment {
    let kind: EventKind
    let caption: ByteView
}

extension WhatsAppRecorder {
    /// `IMG-0001.jpg (file attached)` with a caption below, or a caption with `<attached: 00000012-PHOTO.jpg>` behind.
    func attachment(_ text: ByteView) -> WhatsAppAttachment? {
        let end = text.firstIndex(of: 10) ?? text.count
        let first = text.prefix(end).trimmed
        let below = text.dropping(min(end + 1, text.count)).trimmed
        if !first.isEmpty, words.attachedEnds.contains(first[first.count - 1]), let kind = named(first) {
            return WhatsAppAttachment(kind: kind, caption: below)
        }
        return text.hasSuffix(">") ? bracketed(text) : nil
    }

    /// The kind of the file that a line names; nil where it names none.
    private func named(_ line: ByteView) -> EventKind? {
        // Marks may stand between the name and what the client says of it.
        if line.firstIndex(of: "\u{200E}", from: 1) != nil { return PlainLine(line).bytes.withView(file) }
        return file(line)
    }

    private func file(_ line: ByteView) -> EventKind? {
        for phrase in words.attached where phrase.pieces[0].isEmpty {
            guard let name = phrase.find(in: line)?.text.map({ line.slice($0).trimmed }) else { continue }
            if let kind = WhatsAppFile.kind(name) { return kind }
        }
        return nil
    }

    private func bracketed(_ text: ByteView) -> WhatsAppAttachment? {
        guard let start = text.lastIndex(of: "<") else { return nil }
        let word = text.dropping(start)
        for phrase in words.attached where !phrase.pieces[0].isEmpty {
            guard let file = phrase.find(in: word)?.text.map({ word.slice($0).trimmed }) else { continue }
            return WhatsAppAttachment(kind: WhatsAppFile.kind(file) ?? .file, caption: text.prefix(start).trimmed)
        }
        return nil
    }
}

/// What a file is, by its name.
enum WhatsAppFile {
    private static let endings: [String: EventKind] = [
        "jpg": .picture, "jpeg": .picture, "png": .picture, "gif": .picture, "heic": .picture, "bmp": .picture,
        "webp": .sticker, "mp4": .video, "mov": .video, "3gp": .video, "mkv": .video, "avi": .video, "webm": .video,
        "opus": .voice, "ogg": .voice, "m4a": .voice, "mp3": .voice, "aac": .voice, "amr": .voice, "wav": .voice,
        "vcf": .card,
    ]

    /// Nil where it is no file's name: no ending of up to eight letters and digits.
    static func kind(_ given: ByteView) -> EventKind? {
        // iOS tells a document's length behind its name.
        let name = given.firstIndex(of: " • ").map { given.prefix($0) } ?? given
        guard name.count <= 1024, let dot = name.lastIndex(of: "."), dot > 0 else { return nil }
        let ending = name.dropping(dot + 1)
        guard !ending.isEmpty, ending.count <= 8 else { return nil }
        for index in 0..<ending.count {
            let byte = ending[index]
            guard byte &- 48 < 10 || (byte | 32) &- 97 < 26 else { return nil }
        }
        // A picture that moves is sent as a video.
        if name.firstIndex(of: "-GIF-") != nil { return .picture }
        if name.firstIndex(of: "-STICKER-") != nil || name.hasPrefix("STK-") { return .sticker }
        return endings[ending.string.lowercased()] ?? .file
    }
}
