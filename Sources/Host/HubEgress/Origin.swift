/// Scheme, host and port: what a credential is bound to and what connections are counted by.
package struct Origin: Hashable, Sendable, CustomStringConvertible {
    /// `http` or `https`.
    package let scheme: String
    /// In lower case; an IPv6 address without its brackets.
    package let host: String
    package let port: UInt16

    package init(scheme: String, host: String, port: UInt16) {
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    /// Of an absolute URL; nil where a request to that URL would be refused.
    package init?(url: String) {
        do throws(EgressError) {
            self = try RequestURL(url).origin
        } catch {
            return nil
        }
    }

    package var description: String {
        host.utf8.contains(0x3A) ? "\(scheme)://[\(host)]:\(port)" : "\(scheme)://\(host):\(port)"
    }
}
