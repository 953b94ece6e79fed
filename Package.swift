// swift-tools-version: 6.2
//
// The way of a job, top to bottom, is the order of the targets below. Each target lists all that it may import;
// `make check` refuses any import that is not declared here. Keep one dependency a line and the lists sorted.
import PackageDescription

/// The settings of every Swift target. `.ci/check-features` compares the names with what the compiler knows,
/// because a misspelt feature is silently ignored.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let flyingSocks = Target.Dependency.product(name: "FlyingSocks", package: "FlyingFox")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

let package = Package(
    name: "carretel",
    products: [
        .executable(name: "carretel", targets: ["carretel"]),
        .executable(name: "carretel-sandbox", targets: ["carretel-sandbox"]),
        .executable(name: "carretel-watch", targets: ["carretel-watch"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", .upToNextMinor(from: "0.27.1")),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // The programs.
        .executableTarget(
            name: "carretel", dependencies: ["CarretelCommands"], swiftSettings: strict),
        .executableTarget(
            name: "carretel-sandbox",
            dependencies: ["CarretelCore", "CarretelSandbox", argumentParser, system, unixSignals],
            swiftSettings: strict),
        .executableTarget(name: "carretel-watch", linkerSettings: [.linkedLibrary("inotifytools")]),
        // What Benchmarks/bench measures HTML and the business store with; no products.
        .executableTarget(
            name: "carretel-html-speed", dependencies: ["CarretelCore", "CarretelHTML"],
            path: "Tests/carretel-html-speed", swiftSettings: strict),
        .executableTarget(
            name: "carretel-store-speed", dependencies: ["CarretelCore", "CarretelStore", "CarretelSystem"],
            path: "Tests/carretel-store-speed", swiftSettings: strict),

        // What an operator types.
        .target(
            name: "CarretelCommands",
            dependencies: [
                "CarretelBrowser",
                "CarretelCore",
                "CarretelDaemon",
                "CarretelHTML",
                "CarretelHTTP",
                "CarretelProcessors",
                "CarretelSpool",
                "CarretelStore",
                "CarretelSystem",
                "CarretelWorker",
                argumentParser,
            ],
            swiftSettings: strict),

        // The composition root: threads, queues and recovery; alone in seeing everything.
        .target(
            name: "CarretelDaemon",
            dependencies: [
                "CarretelCore",
                "CarretelEngine",
                "CarretelProcessors",
                "CarretelSpool",
                "CarretelStore",
                "CarretelSystem",
                configuration,
                deque,
                lifecycle,
                logging,
                unixSignals,
                yams,
            ],
            swiftSettings: strict),

        // The way of a job: spool, journal, dispatch, worker, processor.
        .target(
            name: "CarretelSpool", dependencies: ["CarretelCore", "CarretelSystem", heap, logging, system],
            swiftSettings: strict),
        .target(
            name: "CarretelStore", dependencies: ["CarretelCore", grdb, sqlite], swiftSettings: strict),
        .target(
            name: "CarretelEngine", dependencies: ["CarretelCore", deque], swiftSettings: strict),
        .target(
            name: "CarretelWorker",
            dependencies: ["CarretelCore", "CarretelProcessors", "CarretelSystem", logging],
            swiftSettings: strict),
        .target(name: "CarretelProcessors", dependencies: ["CarretelCore"], swiftSettings: strict),

        // Upstream systems to try against; for carretel-sandbox and the tests alone.
        .target(
            name: "CarretelSandbox", dependencies: ["CarretelCore", deque, flyingSocks], swiftSettings: strict),
        // The way to upstream systems.
        .target(
            name: "CarretelHTTP", dependencies: ["CCarretelHTTP", "CarretelCore", "CarretelSystem"],
            swiftSettings: strict),
        .target(
            name: "CarretelBrowser", dependencies: ["CarretelCore", "CarretelSystem"], swiftSettings: strict),
        .target(name: "CCarretelHTTP", linkerSettings: [.linkedLibrary("curl")]),
        // Pages, behind a port of the core.
        .target(name: "CarretelHTML", dependencies: ["CCarretelHTML", "CarretelCore"], swiftSettings: strict),
        .target(name: "CCarretelHTML", dependencies: ["CLibxml2"], linkerSettings: [.linkedLibrary("xml2")]),
        .systemLibrary(name: "CLibxml2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),

        // What they stand on.
        .target(
            name: "CarretelSystem", dependencies: ["CCarretelSystem", "CarretelCore", crypto, subprocess, system],
            swiftSettings: strict),
        .target(name: "CCarretelSystem"),
        .target(name: "CarretelCore", dependencies: [deque, heap], swiftSettings: strict),

        // Tests, and what they share.
        .target(name: "CarretelTestKit", dependencies: ["CarretelCore"], swiftSettings: strict),
        .testTarget(
            name: "CarretelBrowserTests",
            dependencies: [
                "CarretelBrowser",
                "CarretelCore",
                "CarretelHTTP",
                "CarretelSystem",
                "CarretelTestKit",
                "CarretelWorker",
                "carretel-test-worker",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CarretelCommandsTests",
            dependencies: [
                "CarretelCommands",
                "CarretelCore",
                "CarretelDaemon",
                "CarretelSandbox",
                "CarretelSpool",
                "CarretelStore",
                "CarretelSystem",
                "CarretelTestKit",
                "carretel",
                "carretel-watch",
                argumentParser,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CarretelCoreTests", dependencies: ["CarretelCore", "CarretelTestKit"], swiftSettings: strict),
        .testTarget(
            name: "CarretelDaemonTests",
            dependencies: [
                "CarretelCore",
                "CarretelDaemon",
                "CarretelEngine",
                "CarretelProcessors",
                "CarretelSandbox",
                "CarretelSpool",
                "CarretelStore",
                "CarretelSystem",
                "CarretelTestKit",
                "carretel",
                "carretel-watch",
                logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CarretelHTMLTests",
            dependencies: ["CarretelCore", "CarretelHTML", "CarretelProcessors", "CarretelTestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "CarretelHTTPTests",
            dependencies: ["CarretelCore", "CarretelHTTP", "CarretelSystem", "CarretelTestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "CarretelPortalTests",
            dependencies: [
                "CarretelBrowser",
                "CarretelCore",
                "CarretelHTML",
                "CarretelHTTP",
                "CarretelProcessors",
                "CarretelSandbox",
                "CarretelSystem",
                "CarretelTestKit",
                "CarretelWorker",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CarretelProcessorsTests",
            dependencies: ["CarretelCore", "CarretelProcessors", "CarretelStore", "CarretelTestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "CarretelSandboxTests",
            dependencies: ["CarretelCore", "CarretelSandbox", "CarretelTestKit", "carretel-sandbox"],
            swiftSettings: strict),
        .testTarget(
            name: "CarretelSpoolTests",
            dependencies: ["CarretelCore", "CarretelSpool", "CarretelSystem", "CarretelTestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "CarretelStoreTests", dependencies: ["CarretelCore", "CarretelStore", "CarretelTestKit", grdb],
            swiftSettings: strict),
        .testTarget(
            name: "CarretelSystemTests",
            dependencies: ["CarretelCore", "CarretelSystem", "CarretelTestKit", "carretel-test-worker"],
            swiftSettings: strict),
        .testTarget(
            name: "CarretelTestKitTests", dependencies: ["CarretelCore", "CarretelTestKit"], swiftSettings: strict),
        .testTarget(
            name: "CarretelUpstreamTests",
            dependencies: [
                "CarretelCore",
                "CarretelHTTP",
                "CarretelProcessors",
                "CarretelSandbox",
                "CarretelStore",
                "CarretelSystem",
                "CarretelTestKit",
                "CarretelWorker",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CarretelWorkerTests",
            dependencies: [
                "CarretelCore",
                "CarretelSystem",
                "CarretelTestKit",
                "CarretelWorker",
                "carretel-test-worker",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "carretel-test-worker",
            dependencies: [
                "CarretelBrowser",
                "CarretelCore",
                "CarretelHTTP",
                "CarretelProcessors",
                "CarretelSystem",
                "CarretelWorker",
            ],
            path: "Tests/carretel-test-worker", swiftSettings: strict),
    ]
)
