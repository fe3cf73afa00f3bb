/// Makes vectors of texts, so that texts of like meaning can be found. Conformers: the providers on the network.
package protocol EmbeddingProvider: Sendable {
    /// A vector for each text, in the texts' order, by the request's deadline; cancellation ends the call at once.
    /// Many texts are sent in several calls, one after the other: where one fails, the error's progress says what those
    /// before it had used.
    func embed(_ request: EmbeddingRequest) async throws(ModelError) -> EmbeddingResponse
}

/// Texts to make vectors of.
package struct EmbeddingRequest: Sendable {
    /// Some models make other vectors of what is searched than of what is asked.
    package enum Purpose: String, Sendable, CaseIterable {
        /// A text that is to be found.
        case document
        /// What it is to be found by.
        case query
    }

    package var model: LanguageModel
    /// As a `ModelRequest`'s.
    package var key: Secret?
    package var purpose: Purpose
    /// None of them empty.
    package var texts: [String]
    /// Numbers of each vector. Asked for where the model has a choice; an answer with another number is refused.
    package var dimensions: Int
    package var deadline: Deadline
    /// W3C Trace Context's header of the calls; nil: none.
    package var traceparent: String?

    package init(
        model: LanguageModel, key: Secret? = nil, purpose: Purpose, texts: [String], dimensions: Int,
        deadline: Deadline, traceparent: String? = nil
    ) {
        self.model = model
        self.key = key
        self.purpose = purpose
        self.texts = texts
        self.dimensions = dimensions
        self.deadline = deadline
        self.traceparent = traceparent
    }
}

package struct EmbeddingResponse: Sendable {
    /// As many as texts, each of the request's dimensions; finite numbers.
    package var vectors: [[Float]]
    /// As the provider counted it, all calls together; nil where it did not say. There is no output.
    package var usage: TokenUsage?

    package init(vectors: [[Float]], usage: TokenUsage?) {
        self.vectors = vectors
        self.usage = usage
    }
}
