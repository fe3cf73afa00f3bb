import ArgumentParser

/// `agenthub serve`: runs the server until SIGINT or SIGTERM, then lets the turns in flight finish.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve AgentHub over HTTP.", discussion: ServeOptions.environmentHelp)

    @OptionGroup var options: ServeOptions

    func run() async throws {
        do {
            let configuration = try ServeConfiguration(options)
            try await HubRuntime(configuration).run()
        } catch let error as ConfigurationError {
            LogWriter.write("agenthub: \(error)")
            throw ExitCode(2)
        } catch let error as StartError {
            LogWriter.write("agenthub: \(error)")
            throw ExitCode(1)
        }
    }
}

/// What keeps a rightly configured server from starting, in one line.
struct StartError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
