/// What one call of a tool may read by id: the files that its turn may name.
package protocol ToolBlobs: Sendable {
    /// Up to `length` bytes of the blob from `offset`; fewer only at the end, none past it; nil: no such blob for this call.
    /// A PDF's pages are blobs of their own, `ID/page/1` and so on: PNG, made when first asked for.
    func read(_ id: String, offset: Int, length: Int, by deadline: Deadline) async throws(DocumentFailure) -> [UInt8]?
}
