// swift-tools-version: 6.2
import PackageDescription

// The SDK is the repository's, by links: a project of its own has a copy. It builds without a network.
let package = Package(
    name: "price-list",
    products: [.library(name: "PriceList", type: .dynamic, targets: ["PriceList"])],
    targets: [
        .target(name: "PluginABI"),
        .target(name: "PluginSDK", dependencies: ["PluginABI"]),
        .target(
            name: "PriceList", dependencies: ["PluginSDK"], swiftSettings: [.treatAllWarnings(as: .error)],
            linkerSettings: [
                .unsafeFlags([
                    "-Xlinker", "-Bsymbolic", "-Xlinker", "-z", "-Xlinker", "defs", "-Xlinker", "-z", "-Xlinker",
                    "nodelete", "-Xlinker", "--version-script=\(Context.packageDirectory)/../../Plugins/plugin.map",
                ])
            ]),
    ]
)
