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
    ],
    targets: [
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .target(name: "Kernel", dependencies: ["CXXHash"], resources: [.copy("Texts")]),
        .target(
            name: "Storage",
            dependencies: [
                "Kernel", "CPostgres",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(name: "Record", dependencies: ["Kernel", "Storage"], resources: [.copy("Questions")]),
        .target(name: "Insight", dependencies: ["Kernel", "Storage", "Record"]),
        .target(name: "Reports", dependencies: ["Kernel", "Insight"], resources: [.copy("Assets")]),
        .target(name: "Connectors", dependencies: ["Kernel", "CZip"], resources: [.copy("Exports/SystemLines")]),
        .target(
            name: "Simulation", dependencies: ["Kernel", "Storage", "Record"], resources: [.copy("Stories")]),
        .target(
            name: "App",
            dependencies: [
                "Kernel", "Storage", "Record", "Insight", "Reports", "Connectors", "Simulation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(name: "banyan", dependencies: ["App"]),

        .target(name: "TestSupport", dependencies: ["Kernel", "Storage", "Record"], path: "Tests/TestSupport"),
        .testTarget(name: "HouseTests"),
        .testTarget(name: "KernelTests", dependencies: ["Kernel"]),
        .testTarget(name: "StorageTests", dependencies: ["Kernel", "Storage", "TestSupport"]),
        .testTarget(name: "RecordTests", dependencies: ["Kernel", "Storage", "Record", "TestSupport"]),
        .testTarget(name: "InsightTests", dependencies: ["Kernel", "Storage", "Record", "Insight", "TestSupport"]),
        .testTarget(name: "ReportsTests", dependencies: ["Kernel", "Insight", "Reports"]),
        .testTarget(name: "ConnectorsTests", dependencies: ["Kernel", "Connectors", "CZip"]),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Kernel", "Storage", "Record", "Simulation", "TestSupport"]),
        .testTarget(
            name: "AppTests",
            dependencies: [
                "Kernel", "Storage", "Record", "Insight", "Reports", "Connectors", "Simulation", "App", "TestSupport",
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
