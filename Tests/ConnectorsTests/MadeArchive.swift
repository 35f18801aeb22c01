import CZip
import Foundation
import Glibc

/// A zip archive in the making, for tests; libzip writes it.
struct MadeArchive {
    struct Entry {
        var name: String
        var text: String
        var isLink = false
        var password: String?
        /// The name in other bytes than UTF-8.
        var writtenName: [UInt8]?
    }

    var entries: [Entry] = []

    init(_ files: [String: String] = [:]) {
        entries = files.sorted { $0.key < $1.key }.map { Entry(name: $0.key, text: $0.value) }
    }

    func write(to path: String) {
        var number: Int32 = 0
        guard let zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &number) else { fatalError("zip \(number)") }
        for entry in entries { add(entry, to: zip) }
        precondition(zip_close(zip) == 0, "the archive was not written")
    }

    private func add(_ entry: Entry, to zip: OpaquePointer) {
        let bytes = Array(entry.text.utf8)
        // libzip frees what it is given when it has written it.
        let copy = malloc(max(1, bytes.count))!
        bytes.withUnsafeBytes { if !$0.isEmpty { memcpy(copy, $0.baseAddress!, $0.count) } }
        let source = zip_source_buffer(zip, copy, UInt64(bytes.count), 1)
        let written = (entry.writtenName ?? Array(entry.name.utf8)).map { CChar(bitPattern: $0) } + [0]
        let encoding = entry.writtenName == nil ? UInt32(ZIP_FL_ENC_UTF_8) : UInt32(ZIP_FL_ENC_RAW)
        let index = zip_file_add(zip, written, source, encoding)
        precondition(index >= 0, "a member was not taken: \(entry.name)")
        if entry.isLink {
            zip_file_set_external_attributes(zip, UInt64(index), 0, 3, UInt32(0o120777) << 16)
        }
        if let password = entry.password {
            zip_file_set_encryption(zip, UInt64(index), UInt16(ZIP_EM_AES_256), password)
        }
    }
}

/// Runs `body` with the path of a written archive.
func withArchive(_ archive: MadeArchive, named name: String = "export.zip", _ body: (String) throws -> Void) throws {
    try withFolder([:]) { root in
        let path = root + "/" + name
        archive.write(to: path)
        try body(path)
    }
}
