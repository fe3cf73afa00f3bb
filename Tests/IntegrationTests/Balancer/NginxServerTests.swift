import Foundation
import HubCore
import Support
import Testing

/// What the rules of `deploy/nginx` promise, with scripted servers in the workers' place.
@Suite(.timeLimit(.minutes(5))) struct NginxServerTests {
    private func post(
        _ nginx: NginxServer, _ path: String = "/api/demo/chat", headers: [String] = [], bytes: [UInt8]? = nil
    ) async throws -> RawHTTP.Response {
        try await RawHTTP(port: Int(nginx.port)).request(
            "POST", path, bytes: bytes ?? Array(#"{"message": "hi"}"#.utf8), headers: headers)
    }

    @Test func sharesRequestsOutAndSaysWhereTheyCameFrom() async throws {
        let workers = [try LoopbackServer { _ in .json("{}") }, try LoopbackServer { _ in .json("{}") }]
        let nginx = try NginxServer(upstreams: workers.map(\.port))
        for _ in 0..<4 {
            let response = try await post(nginx, headers: ["X-Forwarded-For: 192.0.2.1"])
            #expect(response.status == 200, "\(nginx.errors)")
        }
        for worker in workers {
            #expect(worker.requests.count == 2)
            #expect(worker.connections == 1)
            #expect(worker.requests.first?.text == #"{"message": "hi"}"#)
            #expect(worker.requests.first?.header("X-Forwarded-For") == "127.0.0.1")
            #expect(worker.requests.first?.header("X-Forwarded-Proto") == "http")
            #expect(worker.requests.first?.header("Host") == "127.0.0.1:\(nginx.port)")
        }
    }

    @Test func goesOnToTheNextWorkerWhenOneIsNotThere() async throws {
        let gone = try LoopbackServer { _ in [.close] }
        let free = gone.port
        gone.stop()
        let worker = try LoopbackServer { _ in .json("{}") }
        let nginx = try NginxServer(upstreams: [free, worker.port])
        for _ in 0..<4 { #expect(try await post(nginx).status == 200, "\(nginx.errors)") }
        #expect(worker.requests.count == 4)
    }

    @Test func neverSendsAPostTwice() async throws {
        let workers = [try LoopbackServer { _ in [.close] }, try LoopbackServer { _ in [.close] }]
        let nginx = try NginxServer(upstreams: workers.map(\.port))
        let response = try await post(nginx)
        #expect(response.status == 503)
        #expect(response.headers["content-type"] == "application/problem+json")
        #expect(response.headers["retry-after"] == "1")
        #expect(response.json["code"] == "unavailable", "\(nginx.errors)")
        #expect(workers.map(\.requests.count).reduce(0, +) == 1)
    }

    @Test func sendsAPostAgainThatHasAnIdempotencyKey() async throws {
        let broken = try LoopbackServer { _ in [.close] }
        let worker = try LoopbackServer { _ in .json(#"{"status": "success"}"#) }
        let nginx = try NginxServer(upstreams: [broken.port, worker.port])
        let response = try await post(nginx, headers: ["Idempotency-Key: one"])
        #expect(response.status == 200, "\(nginx.errors)")
        #expect(response.json["status"] == "success")
        #expect(broken.requests.count == 1)
        #expect(worker.requests.first?.method == "POST")
        #expect(worker.requests.first?.text == #"{"message": "hi"}"#)
        #expect(worker.requests.first?.header("Idempotency-Key") == "one")
    }

    @Test func saysSoWhenNoWorkerAnswersEvenToARepeatedPost() async throws {
        let workers = [try LoopbackServer { _ in [.close] }, try LoopbackServer { _ in [.close] }]
        let nginx = try NginxServer(upstreams: workers.map(\.port))
        let response = try await post(nginx, headers: ["Idempotency-Key: one"])
        #expect(response.status == 503)
        #expect(response.json["code"] == "unavailable", "\(nginx.errors)")
        #expect(workers.map(\.requests.count) == [1, 1])
    }

    @Test func passesAStreamOnWhileItIsWritten() async throws {
        let gate = LoopbackGate()
        let worker = try LoopbackServer { _ in
            [.head(200, [("Content-Type", "text/event-stream"), ("Connection", "close")]), .send("data: 1\n\n")]
                + [.wait(gate), .send("data: 2\n\n"), .close]
        }
        let nginx = try NginxServer(upstreams: [worker.port])
        let connection = FileHandle(
            fileDescriptor: try RawHTTP(port: Int(nginx.port)).connection(), closeOnDealloc: true)
        try connection.write(
            contentsOf: Data("GET /api/demo/chat HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8))
        let lines = LineReader(connection)
        var seen: [String] = []
        while let line = await lines.next() {
            guard line.hasPrefix("data:") else { continue }
            seen.append(line)
            // Only what has arrived lets the worker write the rest.
            if seen.count == 1 { gate.open() }
        }
        #expect(worker.requests.count == 1)
        #expect(seen == ["data: 1", "data: 2"], "\(nginx.errors)")
    }

    @Test func keepsWhatIsNotForOutsideAndWhatIsTooLarge() async throws {
        let worker = try LoopbackServer { _ in .json("{}") }
        let nginx = try NginxServer(upstreams: [worker.port])
        let metrics = try await RawHTTP(port: Int(nginx.port)).request("GET", "/metrics")
        #expect(metrics.status == 404)
        for (path, size) in [("demo/chat", 99_000_000), ("demo/files", 1_100_000_000)] {
            let head = "POST /api/\(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: \(size)\r\n\r\n"
            let large = try await RawHTTP(port: Int(nginx.port)).exchange(Array(head.utf8))
            #expect(large.status == 413)
            #expect(large.headers["content-type"] == "application/problem+json")
            #expect(large.json["code"] == "body_too_large")
        }
        #expect(worker.requests.isEmpty)
    }

    @Test(arguments: ["/api/demo/files", "/api/admin/knowledge/upload?tenant_id=demo", "/api/admin/plugins"])
    func letsThroughFilesThatAreLargerThanOtherBodies(_ path: String) async throws {
        let worker = try LoopbackServer { _ in .json("{}") }
        let nginx = try NginxServer(upstreams: [worker.port])
        let size = 34_000_000
        let response = try await post(nginx, path, bytes: [UInt8](repeating: 0x61, count: size))
        #expect(response.status == 200, "\(nginx.errors)")
        #expect(worker.requests.map(\.body.count) == [size])
    }
}
