import Foundation
import Glibc
import HTTPTypes
import HubCore
import Hummingbird
import HummingbirdCore
import Logging
import Testing

@testable import HubServer

@Suite(.serialized, .timeLimit(.minutes(1)))
struct BodyDeadlineHandlerTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Serves `POST /x`, which answers with the size of its body, while `body` runs with the port.
    private func serve<Value: Sendable>(
        limit: Duration, _ body: @Sendable (Int) async throws -> Value
    ) async throws -> Value {
        let router = Router(context: HubContext.self)
        router.add(middleware: ProblemMiddleware())
        router.post("upload") { request, _ in
            var size = 0
            do {
                for try await bytes in request.body { size += bytes.readableBytes }
            } catch is BodyTooSlow {
                throw Problem.bodyTooSlow
            }
            return Response.json(["size": .int(size)])
        }
        router.post("x") { request, _ in Response.json(["size": .int(try await request.jsonBytes().count)]) }
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [BodyDeadlineHandler(limit: limit)])),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { running.yield($0.localAddress?.port ?? 0) }, logger: Self.quiet)
        let serving = Task { try await application.runService(gracefulShutdownSignals: []) }
        defer { serving.cancel() }
        let port = try #require(await ports.first { _ in true })
        return try await body(port)
    }

    /// Sends the bytes and reads until the server closes the connection.
    private func exchange(_ text: String, port: Int) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try Self.blockingExchange(text, port: port) }) }.start()
        }
    }

    private static func blockingExchange(_ text: String, port: Int) throws -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(connected == 0)
        let bytes = Array(text.utf8)
        try #require(send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 { received += buffer[..<count] }
        return String(decoding: received, as: UTF8.self)
    }

    private static let start = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"

    @Test(arguments: [
        "Content-Length: 10\r\n\r\n{", "Content-Length: 10\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
    ])
    func aBodyThatDoesNotComeWholeIsA408AndTheEndOfTheConnection(rest: String) async throws {
        let answer = try await serve(limit: .milliseconds(50)) { port in
            try await exchange(Self.start + rest, port: port)
        }
        #expect(answer.hasPrefix("HTTP/1.1 408 "))
        #expect(answer.lowercased().contains("connection: close") && answer.contains("body_too_slow"))
    }

    @Test func filesThatStallAreA408Too() async throws {
        let head = "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        let answer = try await serve(limit: .milliseconds(50)) { port in
            try await exchange(head + "Content-Length: 10\r\n\r\n--b", port: port)
        }
        #expect(answer.hasPrefix("HTTP/1.1 408 "), "\(answer)")
    }

    @Test func filesHaveMoreTimeTheMoreOfThemHaveCome() {
        var time = UploadTime()
        #expect(time.takeMore() == nil)
        time.add(UploadTime.bytesPerSecond - 1)
        #expect(time.takeMore() == nil)
        time.add(2 * UploadTime.bytesPerSecond + 1)
        #expect(time.takeMore() == 3)
        time.add(100_000 * UploadTime.bytesPerSecond)
        #expect(time.takeMore() == UploadTime.maximum)
        // Time is granted once for what came.
        #expect(time.takeMore() == nil)
    }

    @Test func whatComesWholeIsAnsweredHoweverManyThereAre() async throws {
        let request = Self.start + "Content-Length: 2\r\n\r\n{}"
        let last = Self.start + "Connection: close\r\nContent-Length: 2\r\n\r\n{}"
        let answer = try await serve(limit: .seconds(30)) { port in
            try await exchange(request + request + last, port: port)
        }
        #expect(answer.split(separator: "HTTP/1.1 200 ").count == 3, "\(answer)")
        #expect(!answer.contains("408"))
    }
}
