import HubCore

extension JSONValue {
    /// Whether both are written by the same bytes. `==` takes texts that mean the same letters for equal, composed or
    /// not (https://www.unicode.org/reports/tr15/), and whoever changes one into the other means it.
    func isSame(as other: JSONValue?) -> Bool { bytes == other?.bytes }
}
