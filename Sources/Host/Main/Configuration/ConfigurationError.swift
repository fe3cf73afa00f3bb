/// A setting that stops the start: one line that says which, what was expected, and an example.
struct ConfigurationError: Error, CustomStringConvertible {
    let setting: String
    let expectation: String
    let example: String

    var description: String { "\(setting): \(expectation) Example: \(example)" }
}
