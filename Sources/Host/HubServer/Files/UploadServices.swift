import HubCore
import HubEngine

/// What takes files in, for conversations and for knowledge.
package struct UploadServices: Sendable {
    package var files: any FileStore & FileCatalog
    package var knowledge: any KnowledgeStore & KnowledgeDocumentStore
    /// Where documents are searched; nil: those that are deleted stay there until a worker comes to them.
    package var index: (any KnowledgeIndex)?
    /// Where a tenant's own limits say nothing.
    package var limits: UploadLimits
    /// Tells whoever reads documents that there is one to be read. It does not wait for anything.
    package var wake: @Sendable () -> Void

    package init(
        files: any FileStore & FileCatalog, knowledge: any KnowledgeStore & KnowledgeDocumentStore,
        index: (any KnowledgeIndex)? = nil, limits: UploadLimits = UploadLimits(), wake: @escaping @Sendable () -> Void
    ) {
        self.files = files
        self.knowledge = knowledge
        self.index = index
        self.limits = limits
        self.wake = wake
    }
}

/// How much is taken in, in bytes.
package struct UploadLimits: Sendable {
    /// Of a whole request.
    static let request = 1_000_000_000

    /// Of one file, by what it is for; of a chat, also of what tools make.
    package var chatFile = EngineLimits().fileBytes
    package var knowledgeFile = 50_000_000
    /// Of all of a tenant's files.
    package var storage = EngineLimits().storageBytes

    package init() {}

    func file(_ purpose: StoredFile.Purpose, of tenant: TenantLimits) -> Int {
        switch purpose {
        case .chat: tenant.fileBytes ?? chatFile
        case .knowledge: tenant.fileBytes ?? knowledgeFile
        }
    }

    func storage(of tenant: TenantLimits) -> Int { tenant.storageBytes ?? storage }
}
