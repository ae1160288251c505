import Foundation
import Glibc
import Testing
import Zhijia

let key = Data(0..<32)

/// Nothing listens at the port of the discard service.
let nobody = "http://127.0.0.1:9"

/// A folder for one piece of work. Its path is short: the hub's socket lies in it.
func withFolder(_ work: (URL) async throws -> Void) async throws {
    let folder = URL(fileURLWithPath: "/tmp/zhijia-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await work(folder)
}

/// A phone for one piece of work.
func withPhone(
    _ folder: URL, key: Data = key, hub: String = nobody, _ work: (ZhijiaClient) async throws -> Void
) async throws {
    let phone = try await ZhijiaClient.open(dir: folder.path, key: key, hub: hub)
    do {
        try await work(phone)
    } catch {
        try await phone.shutDown()
        throw error
    }
    try await phone.shutDown()
}

/// What a call is refused with.
func refused(_ call: () async throws -> Void) async throws -> ZhijiaError {
    do {
        try await call()
    } catch let error as ZhijiaError {
        return error
    }
    throw Unexpected()
}

/// A hub that accepts a connection and never says anything.
final class SilentHub: Sendable {
    private let socket: Int32
    let address: String

    init() throws {
        let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var at = sockaddr_in()
        at.sin_family = sa_family_t(AF_INET)
        at.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listening = withUnsafeMutablePointer(to: &at) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && listen(listener, 1) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        try #require(listening)
        socket = listener
        address = "http://127.0.0.1:\(UInt16(bigEndian: at.sin_port))"
    }

    deinit { close(socket) }

    /// Waits for a connection.
    func accept() async -> Int32 {
        let socket = socket
        return await blocking { Glibc.accept(socket, nil, nil) }
    }

    /// Reads what was sent until the other side hangs up.
    func hangsUp(_ connection: Int32) async -> Bool {
        await blocking {
            var bytes = [UInt8](repeating: 0, count: 4096)
            var got = 1
            while got > 0 { got = recv(connection, &bytes, bytes.count, 0) }
            close(connection)
            return got == 0
        }
    }

    /// On a thread of its own: Swift's own few are for what does not block.
    private func blocking<T: Sendable>(_ work: @escaping @Sendable () -> T) async -> T {
        await withCheckedContinuation { waiting in
            Thread.detachNewThread { waiting.resume(returning: work()) }
        }
    }
}

/// A real hub process with one union. It can be stopped and started again: same data, same address.
final class Hub {
    private let program: String
    private let data: String
    private var listen = "127.0.0.1:0"
    private var process: Process?

    init(_ folder: URL) throws {
        program = try #require(ProcessInfo.processInfo.environment["ZHIJIA_HUB_BIN"])
        data = folder.appendingPathComponent("hub").path
        _ = try ask("init", "--union-name", "东湖区总工会", "--admin-name", "管理员")
    }

    deinit { stop() }

    var address: String { "http://\(listen)" }

    /// The first union's id.
    func union() throws -> String {
        struct Invitation: Decodable { let union: String }
        let listed = Data(try ask("invitations", "--json").utf8)
        return try #require(JSONDecoder().decode([Invitation].self, from: listed).first).union
    }

    func start() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["serve", "--data", data, "--listen", listen, "--log", "error"]
        let out = Pipe()
        process.standardOutput = out
        try process.run()
        self.process = process
        let line = String(decoding: out.fileHandleForReading.availableData, as: UTF8.self)
        listen = try #require(line.components(separatedBy: "//").last).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Killed, not asked: on Linux a process that is started from a task inherits its blocked signals and would never
    /// hear of a termination. A hub has to bear it.
    func stop() {
        if let process, process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process?.waitUntilExit()
        process = nil
    }

    /// An invitation code for a person with these roles in the union.
    func invite(_ name: String, roles: [String] = []) throws -> String {
        let wanted = roles.flatMap { ["--role", $0] }
        return try ask(["invite", "--union", union(), "--name", name] + wanted)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func revokeDevice(_ device: String) throws {
        _ = try ask("revoke-device", device)
    }

    private func ask(_ arguments: String...) throws -> String { try ask(arguments) }

    private func ask(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments + ["--data", data]
        let out = Pipe()
        process.standardOutput = out
        process.standardError = Pipe()
        try process.run()
        let answer = try out.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: answer, as: UTF8.self)
    }
}
