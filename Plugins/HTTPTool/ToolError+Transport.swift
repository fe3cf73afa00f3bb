import PluginSDK

/// Failures of the host's HTTP service.
extension ToolError {
    /// Whether it tells against the server: it could not be reached, or did not answer in time.
    var isOfTheServer: Bool { code == .upstream || code == .deadline }

    /// The failure as a caller should read it.
    func inWords(host: String) -> ToolError {
        var error = self
        switch (code, details["kind"]?.stringValue) {
        case (.upstream, "connection"), (.upstream, "resolution"): error.message = "\(host) could not be reached."
        case (.upstream, "tls"): error.message = "\(host) could not be reached over a connection that can be trusted."
        case (.upstream, "protocol"): error.message = "\(host) answered with something that is not HTTP."
        case (.deadline, _): error.message = "\(host) did not answer in time."
        case (.tooLarge, _):
            error.message =
                "\(host) answered with more than 100 KB (102400 bytes), which a tool cannot return. Ask for less."
        case _: break
        }
        return error
    }
}
