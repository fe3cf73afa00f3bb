import HubCore

/// A place in one of the documents that a compilation has read.
struct SchemaLocation: Hashable {
    var document: Int
    var pointer: JSONPointer

    func appending(_ token: String) -> SchemaLocation {
        SchemaLocation(document: document, pointer: pointer.appending(token))
    }

    func error(_ code: SchemaError.Code, _ message: String) -> SchemaError {
        SchemaError(code: code, pointer: pointer, message: message)
    }
}
