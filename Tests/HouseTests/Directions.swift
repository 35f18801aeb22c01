/// Who may import whom. An import that is not here is a wall broken through: change the table only with the drawing of
/// the rooms in `docs/architecture.md`.
enum Directions {
    /// What comes with Swift and the system; open to every room.
    static let system: Set<String> = [
        "Foundation", "FoundationEssentials", "FoundationXML", "Synchronization", "Dispatch", "Glibc", "Musl",
    ]

    /// What comes with Swift for tests.
    ///
    /// A scene's database has the tables of the whole program, whichever room it is of.
    static let testing: Set<String> = ["Testing", "TestSupport", "Tables"]

    /// The rooms, lowest first, each with what it stands on.
    static let rooms: [String: Set<String>] = [
        "Kernel": ["CXXHash"],
        "Storage": ["Kernel", "CPostgres", "GRDB", "GRDBSQLite"],
        "Processes": [],
        "Words": [],
        "Record": ["Kernel", "Storage", "Words"],
        "Insight": ["Kernel", "Storage", "Words", "Record"],
        "Reports": ["Kernel", "Insight", "CZlib", "Crypto"],
        "Connectors": ["Kernel", "CZip"],
        "Simulation": ["Kernel", "Storage", "Record"],
        "Desk": ["Kernel", "Storage", "Record", "Crypto", "CryptoExtras"],
        "Importing": ["Kernel", "Storage", "Record", "Connectors", "Desk", "Logging", "ServiceLifecycle"],
        "Notices": ["Kernel", "Storage", "Record", "Desk", "CCurl", "Crypto", "Logging", "ServiceLifecycle"],
        "Rounds": ["Kernel", "Storage", "Record", "Insight", "Desk", "Notices"],
        "Bulletins": [
            "Kernel", "Storage", "Processes", "Record", "Insight", "Reports", "Desk", "Notices", "Rounds", "Logging",
            "ServiceLifecycle",
        ],
        "Tables": ["Storage", "Record", "Insight", "Desk", "Importing", "Notices", "Rounds", "Bulletins"],
        "Web": [
            "Kernel", "Storage", "Words", "Record", "Insight", "Reports", "Connectors", "Desk", "Importing",
            "Notices", "Rounds", "Bulletins", "CQREncode",
            "Hummingbird", "HummingbirdTLS", "HTTPTypes", "HummingbirdCore",
            "Logging", "NIOCore", "NIOHTTP1", "NIOSSL", "ServiceLifecycle",
        ],
        "App": [
            "Kernel", "Storage", "Words", "Record", "Insight", "Reports", "Connectors", "Desk", "Importing",
            "Notices", "Rounds", "Bulletins", "Simulation", "Processes", "Tables", "Web", "CMalloc",
            "ArgumentParser", "Configuration", "Logging",
            "ServiceLifecycle", "UnixSignals",
        ],
        "banyan": ["App"],
    ]

    /// Rooms that hold no Swift: headers of system libraries.
    static let systemLibraries: Set<String> = [
        "CMalloc", "CPostgres", "CXXHash", "CZip", "CZlib", "CQREncode", "CCurl",
    ]

    /// Libraries that belong to one room; not even the tests of another room reach around it.
    static let keepers: [String: String] = [
        "GRDB": "Storage", "GRDBSQLite": "Storage", "CPostgres": "Storage", "CXXHash": "Kernel",
        "CZip": "Connectors", "CZlib": "Reports", "CQREncode": "Web", "CCurl": "Notices", "CMalloc": "App",
        "CryptoExtras": "Desk",
        "ArgumentParser": "App", "Configuration": "App", "Hummingbird": "Web", "HummingbirdTLS": "Web", "NIOSSL": "Web",
        "NIOCore": "Web", "NIOHTTP1": "Web",
        "HTTPTypes": "Web",
    ]

    /// What a file of a room may import, or nil where the table does not know the room.
    static func allowed(in file: SourceFile) -> Set<String>? {
        if file.isSource { return rooms[file.room].map { $0.union(system) } }
        if file.room == "HouseTests" { return system.union(testing) }
        if file.room == "TestSupport" {
            return system.union(testing).union(["Kernel", "Storage", "Processes", "Record"])
        }
        if file.room == "Fuzz" { return system.union(["Kernel", "Connectors"]) }
        guard file.room.hasSuffix("Tests") else { return nil }
        let subject = String(file.room.dropLast("Tests".count))
        guard let below = rooms[subject] else { return nil }
        return below.union([subject]).union(system).union(testing)
    }
}

/// Who may read a clock or throw dice. Time and chance come from `World`; these are all the exceptions.
enum Exceptions {
    /// The one file that touches the system's clock and its chance.
    static let world = "Sources/Kernel/World.swift"

    /// Rooms that may measure how long something takes with a clock that only counts up, never what time it is:
    /// Storage waits for locks and servers with a deadline, Processes for another program, Bulletins for a seat at one, App
    /// shows progress and measures speed, Web notes how long answers take.
    static let measuring: Set<String> = ["Storage", "Processes", "Bulletins", "App", "Web"]
}

/// How long a file may be.
enum Length {
    static let limit = 500
    /// Past this a file wants to be two.
    static let recommended = 350
}
