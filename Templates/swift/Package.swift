// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// How the plugin is linked: it binds its own symbols, leaves none undefined, is never unloaded, and exports one.
let pluginLinkage: [LinkerSetting] = [
    .unsafeFlags([
        "-Xlinker", "-Bsymbolic", "-Xlinker", "-z", "-Xlinker", "defs", "-Xlinker", "-z", "-Xlinker", "nodelete",
        "-Xlinker", "--version-script=\(Context.packageDirectory)/plugin.map",
    ])
]

// No dependencies: AgentHub's SDK stands in this package, so that it builds without a network. The Swift runtime is linked
// dynamically, as a host in Swift shares it: never pass -static-stdlib.
let package = Package(
    name: "__NAME__",
    products: [.library(name: "RateTool", type: .dynamic, targets: ["RateTool"])],
    targets: [
        .target(name: "PluginABI"),
        .target(name: "PluginSDK", dependencies: ["PluginABI"]),
        .target(
            name: "RateTool", dependencies: ["PluginSDK"], swiftSettings: strict, linkerSettings: pluginLinkage),
        .testTarget(name: "RateToolTests", dependencies: ["RateTool", "PluginSDK"], swiftSettings: strict),
    ]
)
