// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target of our own: a warning is an error.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// How a plugin is linked: it binds its own symbols, leaves none undefined, is never unloaded, and exports one.
let pluginLinkage: [LinkerSetting] = [
    .unsafeFlags([
        "-Xlinker", "-Bsymbolic", "-Xlinker", "-z", "-Xlinker", "defs", "-Xlinker", "-z", "-Xlinker", "nodelete",
        "-Xlinker", "--version-script=\(Context.packageDirectory)/Plugins/plugin.map",
    ])
]

func host(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Host/\(name)", swiftSettings: strict)
}

func system(_ name: String, pkgConfig: String?, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func plugin(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: ["PluginSDK"] + dependencies, path: "Plugins/\(name)", swiftSettings: strict,
        linkerSettings: pluginLinkage)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests", exclude: exclude,
        swiftSettings: strict)
}

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(
    name: "HummingbirdTLS", package: "hummingbird", condition: .when(traits: ["TLS"]))
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "AgentHub",
    products: [
        .executable(name: "agenthub", targets: ["agenthub"]),
        .executable(name: "hub-bench", targets: ["hub-bench"]),
        .executable(name: "bench-fakes", targets: ["bench-fakes"]),
        .executable(name: "bench-load", targets: ["bench-load"]),
        .executable(name: "PluginRunner", targets: ["PluginRunner"]),
        .library(name: "PluginSDK", targets: ["PluginSDK"]),
        .library(name: "HTTPTool", type: .dynamic, targets: ["HTTPTool"]),
        .library(name: "RAGTool", type: .dynamic, targets: ["RAGTool"]),
        .library(name: "OCRTool", type: .dynamic, targets: ["OCRTool"]),
        .library(name: "SQLTool", type: .dynamic, targets: ["SQLTool"]),
        .library(name: "ProbePlugin", type: .dynamic, targets: ["ProbePlugin"]),
    ],
    traits: [
        .trait(name: "TLS", description: "Serve by TLS 1.3 without a proxy in front. Release images enable it.")
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        system("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
        system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        system("CPQ", pkgConfig: "libpq", apt: "libpq-dev"),
        // Its .pc file has a flag that SwiftPM warns of at every build; the headers stand where the compiler looks anyway.
        system("CHiredis", pkgConfig: nil, apt: "libhiredis-dev"),

        system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        // Leptonica comes with it. Needs libpng-dev and libjpeg-dev too.
        system("CTesseract", pkgConfig: "tesseract", apt: "libtesseract-dev"),
        system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),

        .target(name: "PluginABI", path: "Sources/PluginABI"),
        .target(name: "RunnerProtocol", path: "Sources/RunnerProtocol"),
        .executableTarget(
            name: "PluginRunner", dependencies: ["PluginABI", "RunnerProtocol"], path: "Sources/PluginRunner",
            cSettings: [.unsafeFlags(["-std=gnu11", "-Wall", "-Wextra", "-Werror"])]),
        .target(name: "PluginSDK", dependencies: ["PluginABI"], path: "Sources/PluginSDK", swiftSettings: strict),
        plugin("HTTPTool"),
        plugin("RAGTool", ["CSQLite"]),
        // Apart, so that its tests reach it: a plugin's library shows nothing but its entry point.
        .target(name: "OCRFields", path: "Plugins/OCRFields", swiftSettings: strict),
        plugin("OCRTool", ["OCRFields", "CTesseract"]),
        plugin("SQLTool", ["CPQ", "CSQLite"]),

        host("HubCore"),
        host("HubMetrics"),
        host("HubSchema", ["HubCore"]),
        host("HubCrypto", ["HubCore", "COpenSSL"]),
        host("HubStorage", ["HubCore", "HubCrypto", "HubMetrics", "CHiredis", "CPQ", grdb, logging]),
        host("HubEgress", ["HubCore", "CCurl", logging]),
        host("HubKnowledge", ["HubCore", "HubCrypto", "HubMetrics", "CZlib", logging]),
        host("HubModels", ["HubCore", "HubSchema", "HubEgress", "HubMetrics", logging]),
        host(
            "HubPlugins",
            ["HubCore", "HubSchema", "HubCrypto", "HubEgress", "HubMetrics", "PluginABI", "RunnerProtocol", logging]),
        .target(
            name: "PluginCheckProbe", path: "Sources/PluginCheckProbe",
            cSettings: [.unsafeFlags(["-std=gnu11", "-Wall", "-Wextra", "-Werror"])]),
        host("HubPluginCheck", ["HubCore", "HubSchema", "PluginABI", "PluginCheckProbe"]),
        host("HubEngine", ["HubCore", "HubSchema", "HubMetrics", logging]),
        host("HubServer", ["HubCore", "HubCrypto", "HubEngine", "HubMetrics", hummingbird, logging]),
        .executableTarget(
            name: "agenthub",
            dependencies: [
                "HubCore", "HubMetrics", "HubSchema", "HubCrypto", "HubStorage", "HubEgress", "HubModels", "HubPlugins",
                "HubPluginCheck", "HubKnowledge", "HubEngine", "HubServer", arguments, logging, hummingbird,
                hummingbirdTLS,
            ],
            path: "Sources/Host/Main", swiftSettings: strict),

        .executableTarget(
            name: "hub-bench",
            dependencies: ["HubCore", "HubSchema", "HubEgress", "HubPlugins", "CPQ", "CSQLite", logging],
            path: "Benchmarks/Micro", exclude: ["Plugins"], swiftSettings: strict),
        .executableTarget(name: "bench-fakes", path: "Benchmarks/Fakes"),
        .executableTarget(name: "bench-load", path: "Benchmarks/Load"),

        .target(
            name: "Support", dependencies: ["HubCore", "PluginABI", "RunnerProtocol", "CPQ"], path: "Tests/Support",
            swiftSettings: strict
        ),
        .target(
            name: "ProbePlugin", dependencies: ["PluginSDK"], path: "Tests/Plugins/ProbePlugin", swiftSettings: strict,
            linkerSettings: pluginLinkage),
        tests("HubCore", ["HubCore"]),
        tests("HubMetrics", ["HubMetrics"]),
        tests("HubSchema", ["HubSchema", "HubCore", "Support"]),
        tests("HubCrypto", ["HubCrypto", "HubCore", "Support"]),
        tests("HubStorage", ["HubStorage", "HubCore", "Support", logging]),
        .testTarget(
            name: "HubEgressTests", dependencies: ["HubEgress", "HubCore", "CCurl", "Support", logging],
            path: "Tests/HubEgressTests", swiftSettings: strict,
            // The tests' resolver of names stands before the C library's.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic-symbol=getaddrinfo"])]),
        tests(
            "HubModels", ["HubModels", "HubCore", "HubSchema", "HubEgress", "Support", logging], exclude: ["Fixtures"]),
        tests(
            "HubPlugins",
            ["HubPlugins", "HubCore", "HubEgress", "HubMetrics", "PluginABI", "RunnerProtocol", "Support", logging],
            exclude: ["Plugins", "ABI/agenthub_plugin_1_0.h", "ABI/layout-1.0.txt"]),
        tests("HubPluginCheck", ["HubPluginCheck", "HubCore", "HubSchema", "Support"], exclude: ["Plugins"]),
        tests("HubEngine", ["HubEngine", "HubCore", "HubMetrics", "HubSchema", "Support", logging]),
        tests(
            "HubServer",
            [
                "HubServer", "HubCore", "HubCrypto", "HubEngine", "HubMetrics", "HubSchema", "Support", hummingbird,
                logging,
            ]),
        tests("PluginRunner", ["PluginABI", "PluginRunner", "RunnerProtocol", "Support"], exclude: ["Plugins"]),
        tests("PluginSDK", ["HubCore", "PluginABI", "Support"]),
        tests("HTTPTool", ["HubCore", "PluginABI", "Support"]),
        tests("RAGTool", ["HubCore", "PluginABI", "Support", "CSQLite"]),
        tests("OCRTool", ["OCRFields", "HubCore", "PluginABI", "Support", "CTesseract"]),
        tests("SQLTool", ["HubCore", "PluginABI", "Support", "CPQ", "CSQLite"]),
        tests("HubKnowledge", ["HubKnowledge", "HubCore", "HubMetrics", "Support", logging]),
        tests(
            "Main",
            [
                "agenthub", "HubCore", "HubCrypto", "HubEgress", "HubEngine", "HubModels", "HubPlugins", "HubServer",
                "HubStorage", "Support", logging,
            ]),
        tests("Integration", ["HubCore", "HubCrypto", "HubSchema", "Support", "CSQLite"], exclude: ["Plugins"]),
    ]
)
