/// One entry of the operator's list of what may be reached besides public addresses.
package struct EgressAllowance: Sendable, Hashable {
    /// What it names.
    enum Subject: Sendable, Hashable {
        /// A host as it is written in a URL, in lower case; whatever it resolves to is allowed.
        case host(String)
        case network(AddressBlock)
    }

    let subject: Subject
    /// Nil allows every port.
    let port: UInt16?

    /// From `host[:port]`, an address (`10.0.0.5`, `[fd00::5]:8080`) or `CIDR[:port]`; nil when it is none of these.
    ///
    /// A host names the host *as the URL writes it*: `erp.internal:8080` allows every address that this name resolves
    /// to, and says nothing of that address written as a number or under another name.
    package init?(_ text: String) {
        guard let (name, port) = Self.split(text) else { return nil }
        self.port = port
        if name.contains("/") {
            guard let block = AddressBlock(name) else { return nil }
            subject = .network(block)
        } else if let address = IPAddress(String(name)) {
            subject = .network(AddressBlock(address))
        } else {
            guard name.utf8.allSatisfy({ $0.isHostByte && $0 != 0x3A }), let host = Origin(url: "http://\(name)/")?.host
            else { return nil }
            subject = IPAddress(host).map { .network(AddressBlock($0)) } ?? .host(host)
        }
    }

    /// The name without brackets, and the port; nil when the brackets or the port are wrong.
    private static func split(_ text: String) -> (Substring, UInt16?)? {
        var name = text[...]
        var port: Substring?
        if name.first == "[" {
            guard let end = name.firstIndex(of: "]") else { return nil }
            let rest = name[name.index(after: end)...]
            name = name[name.index(after: name.startIndex)..<end]
            guard name.contains(":"), rest.isEmpty || rest.first == ":" else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else {
            // An IPv6 network's own colons stand before its slash; an IPv6 address without brackets has no port.
            let tail = name.firstIndex(of: "/") ?? name.startIndex
            let colons = name[tail...].indices.filter { name[$0] == ":" }
            if colons.count == 1 {
                port = name[name.index(after: colons[0])...]
                name = name[..<colons[0]]
            }
        }
        guard !name.isEmpty else { return nil }
        guard let port else { return (name, nil) }
        guard port.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = UInt16(port), number > 0 else {
            return nil
        }
        return (name, number)
    }
}
