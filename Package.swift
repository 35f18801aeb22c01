// swift-tools-version:6.2
import PackageDescription

// The rooms of the house, lowest first. `Tests/HouseTests` holds the table of who may import whom.
let package = Package(
    name: "banyan",
    products: [
        .executable(name: "banyan", targets: ["banyan"])
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["JSON"]),
    ],
    targets: [
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .target(name: "Kernel", dependencies: ["CXXHash"], resources: [.copy("Texts")]),
        .target(
            name: "Storage",
            dependencies: [
                "Kernel", "CPostgres",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(name: "Processes"),
        .target(name: "Words", resources: [.copy("Data")]),
        .target(
            name: "Record", dependencies: ["Kernel", "Storage", "Words"],
            resources: [.copy("Questions"), .copy("Needs")]),
        .target(
            name: "Insight", dependencies: ["Kernel", "Storage", "Words", "Record"], resources: [.copy("Defaults")]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .target(
            name: "Reports",
            dependencies: ["Kernel", "Insight", "CZlib", .product(name: "Crypto", package: "swift-crypto")],
            resources: [.copy("Assets")]),
        .target(name: "Connectors", dependencies: ["Kernel", "CZip"], resources: [.copy("Exports/SystemLines")]),
        .target(
            name: "Simulation", dependencies: ["Kernel", "Storage", "Record"], resources: [.copy("Stories")]),
        .target(
            name: "Desk",
            dependencies: [
                "Kernel", "Storage", "Record",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            resources: [.copy("Passwords")]),
        .target(
            name: "Importing",
            dependencies: [
                "Kernel", "Storage", "Record", "Connectors", "Desk",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .target(
            name: "Notices",
            dependencies: [
                "Kernel", "Storage", "Record", "Desk", "CCurl",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .target(name: "Rounds", dependencies: ["Kernel", "Storage", "Record", "Insight", "Desk", "Notices"]),
        .target(
            name: "Bulletins",
            dependencies: [
                "Kernel", "Storage", "Processes", "Record", "Insight", "Reports", "Desk", "Notices", "Rounds",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .target(
            name: "Tables",
            dependencies: [
                "Storage", "Record", "Insight", "Desk", "Importing", "Notices", "Rounds", "Bulletins",
            ]),
        .target(
            name: "Web",
            dependencies: [
                "CQREncode",
                "Kernel", "Storage", "Words", "Record", "Insight", "Reports", "Connectors", "Desk", "Importing",
                "Notices", "Rounds", "Bulletins",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.copy("Assets")]),
        .target(
            name: "App",
            dependencies: [
                "Kernel", "Storage", "Words", "Record", "Insight", "Reports", "Connectors", "Desk", "Importing",
                "Notices", "Rounds", "Bulletins",
                "Simulation", "Processes", "Tables", "Web", "CMalloc",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
            ]),
        .executableTarget(name: "banyan", dependencies: ["App"]),

        .target(
            name: "TestSupport", dependencies: ["Kernel", "Storage", "Processes", "Record"],
            path: "Tests/TestSupport"),
        .testTarget(name: "ProcessesTests", dependencies: ["Processes"]),
        .testTarget(name: "HouseTests"),
        .testTarget(name: "KernelTests", dependencies: ["Kernel"]),
        .testTarget(name: "StorageTests", dependencies: ["Kernel", "Storage", "TestSupport"]),
        .testTarget(name: "WordsTests", dependencies: ["Words"]),
        .testTarget(name: "RecordTests", dependencies: ["Kernel", "Storage", "Words", "Record", "TestSupport"]),
        .testTarget(name: "InsightTests", dependencies: ["Kernel", "Storage", "Record", "Insight", "TestSupport"]),
        .testTarget(name: "ReportsTests", dependencies: ["Kernel", "Insight", "Reports"]),
        .testTarget(
            name: "DeskTests",
            dependencies: [
                "Kernel", "Storage", "Record", "Desk", "Tables", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        .testTarget(name: "ConnectorsTests", dependencies: ["Kernel", "Connectors", "CZip", "TestSupport"]),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Kernel", "Storage", "Record", "Simulation", "TestSupport"]),
        .testTarget(
            name: "RoundsTests",
            dependencies: [
                "Kernel", "Storage", "Record", "Insight", "Desk", "Notices", "Rounds", "Tables", "TestSupport",
            ]),
        .testTarget(
            name: "NoticesTests",
            dependencies: [
                "Kernel", "Storage", "Record", "Desk", "Notices", "Tables", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "BulletinsTests",
            dependencies: [
                "Kernel", "Storage", "Record", "Insight", "Reports", "Desk", "Notices", "Rounds", "Bulletins",
                "Tables", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Kernel", "Storage", "Record", "Insight", "Reports", "Connectors", "Desk", "Importing", "Notices",
                "Rounds", "Bulletins", "Tables", "Web", "TestSupport",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .testTarget(
            name: "AppTests",
            dependencies: [
                "Kernel", "Storage", "Words", "Record", "Insight", "Reports", "Connectors", "Desk", "Importing",
                "Notices", "Rounds", "Bulletins", "Simulation", "Processes", "Tables", "App", "TestSupport",
            ]),
    ],
    swiftLanguageModes: [.v6]
)

let habits: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
for target in package.targets where target.type != .system {
    target.swiftSettings = (target.swiftSettings ?? []) + habits
}

// Fuzzing needs its own flavour of the parsers: `make fuzz` sets this.
if Context.environment["BANYAN_FUZZ"] != nil {
    let flavour: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer"])]
    for target in package.targets where target.name == "Connectors" { target.swiftSettings! += flavour }
    package.targets.append(
        .executableTarget(
            name: "Fuzz", dependencies: ["Kernel", "Connectors"], path: "Tests/Fuzz",
            exclude: ["corpus"],
            swiftSettings: habits + flavour + [.unsafeFlags(["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]))
}
