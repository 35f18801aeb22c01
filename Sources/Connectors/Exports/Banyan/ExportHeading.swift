internal import Kernel

/// What a file of our own formats says about itself in its first line.
package struct ExportHeading: Sendable, Equatable {
    /// The version of the formats that this program reads and writes.
    static let version = "1"

    package var group: String?
    package var network: String?
    /// The IANA zone of times without an offset.
    package var zone: String?
    /// The kind of group.
    package var kind: String?
    package var isPresence: Bool
    /// The version it is written in; nil where the file has no heading.
    var version: String? = ExportHeading.version

    package init(
        group: String? = nil, network: String? = nil, zone: String? = nil, kind: String? = nil, isPresence: Bool = false
    ) {
        self.group = group
        self.network = network
        self.zone = zone
        self.kind = kind
        self.isPresence = isPresence
    }

    /// Reads `{"banyan":1,…}`; nil for anything else.
    init?(_ line: ByteView) {
        var tree = JSONTree()
        guard line.hasPrefix("{"), tree.read(line), tree.root.isFlatObject else { return nil }
        let object = tree.root
        guard let banyan = object["banyan"], !banyan.isNull else { return nil }
        let version = banyan.string ?? ""
        self.init(
            group: object["group"]?.string, network: object["network"]?.string, zone: object["zone"]?.string,
            kind: object["kind"]?.string, isPresence: object["presence"]?.bool ?? false)
        self.version = version
    }

    func describe(_ description: inout ExportDescription) {
        description.network = network ?? description.network
        description.groupKind = kind
        description.zoneName = zone
        description.isPresence = isPresence
        guard let group, !group.isEmpty else { return }
        description.groupName = group
        description.isGroupNameCertain = true
    }

    /// - Throws: where the file is of another version, or in a zone that is not known.
    func check(path: String) throws {
        if let version, version != ExportHeading.version {
            throw Fault(.badInput, "exports.bad-version", ["path": path, "version": version])
        }
        if let zone, CivilZone(zone) == nil {
            throw Fault(.badInput, "exports.bad-zone", ["path": path, "zone": zone])
        }
    }

    /// The heading as a JSON object.
    func write(into bytes: inout [UInt8]) {
        var object = JSONObject()
        object.add("banyan", number: 1, into: &bytes)
        object.add("group", group, into: &bytes)
        object.add("network", network, into: &bytes)
        object.add("zone", zone, into: &bytes)
        object.add("kind", kind, into: &bytes)
        if isPresence { object.add("presence", bool: true, into: &bytes) }
        object.end(&bytes)
    }
}
