import PluginSDK

/// What makes vectors comparable: the model that they are of, by its opaque name, and how many numbers each has.
struct VectorSpace: Sendable, Hashable {
    let model: String
    let dimensions: Int

    init(model: String, dimensions: Int) {
        self.model = model
        self.dimensions = dimensions
    }

    /// Of the tenant's present model; nil: it has none.
    init?(_ call: Call) {
        guard let space = call.embedding.space else { return nil }
        self.init(model: space.model, dimensions: space.dimensions)
    }
}
