/// Why a test's picture could not be made.
struct FixtureError: Error, CustomStringConvertible {
    let description: String
}
