// swift-tools-version: 6.0
import PackageDescription

// Built and tested by `cargo xtask test`, which generates the code below `generated/` and tells the linker where
// cargo put the library. An app gets the same sources with an XCFramework in the place of `ZhijiaFFI`.
let package = Package(
    name: "Zhijia",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "Zhijia", targets: ["Zhijia"])
    ],
    targets: [
        // The C face of the library: a header and a module map, nothing to compile.
        .systemLibrary(name: "ZhijiaFFI", path: "generated/ZhijiaFFI"),
        .target(
            name: "ZhijiaBindings",
            dependencies: ["ZhijiaFFI"],
            path: "generated/ZhijiaBindings",
            // The generated code of an asynchronous listener aborts the 6.0 compiler in Swift 6 mode.
            swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: [.linkedLibrary("zhijia_ffi")]
        ),
        .target(name: "Zhijia", dependencies: ["ZhijiaBindings"]),
        .testTarget(name: "ZhijiaTests", dependencies: ["Zhijia"]),
    ]
)
