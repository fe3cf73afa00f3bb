import HubCore
import Testing

@testable import HubKnowledge

/// Documents of memory, and readers of them.
enum Documents {
    static func bytes(_ bytes: [UInt8], _ mediaType: MediaType, digest: String = "d") -> DocumentBytes {
        DocumentBytes(mediaType: mediaType, size: bytes.count, digest: digest) { offset, length in
            Array(bytes.dropFirst(offset).prefix(length))
        }
    }

    static func scope() throws -> TenantScope { TenantScope(tenant: try #require(TenantID("acme"))) }

    static func reader(
        _ limits: ReadingLimits = ReadingLimits(), renderer: (any PageRenderer)? = nil, pages: (any PageReader)? = nil
    ) -> DocumentReader {
        DocumentReader(
            limits: limits, runner: ProgramRunner(concurrent: 2), renderer: renderer ?? PopplerRenderer(), pages: pages)
    }

    static func read(
        _ bytes: [UInt8], _ mediaType: MediaType, limits: ReadingLimits = ReadingLimits(),
        pages: (any PageReader)? = nil
    ) async throws -> ReadDocument {
        try await reader(limits, pages: pages).read(
            self.bytes(bytes, mediaType), scope(), language: nil, by: .after(.seconds(120)))
    }

    /// nil: it can be read.
    static func failure(
        _ bytes: [UInt8], _ mediaType: MediaType, limits: ReadingLimits = ReadingLimits(),
        by deadline: Deadline = .after(.seconds(120))
    ) async throws -> DocumentFailure.Code? {
        do {
            _ = try await reader(limits).read(self.bytes(bytes, mediaType), scope(), language: nil, by: deadline)
            return nil
        } catch let failure as DocumentFailure {
            #expect(!failure.message.isEmpty)
            return failure.code
        }
    }
}

/// Reads a picture as what it was told to.
struct ScriptedPageReader: PageReader {
    let answer: @Sendable ([UInt8]) throws(DocumentFailure) -> [String]

    func read(
        _ picture: [UInt8], _ scope: TenantScope, language: Language?, by deadline: Deadline
    ) async throws(DocumentFailure) -> [String] { try answer(picture) }
}
