/// A plan, and what of a tool's arguments it rests on: an answer to its question completes that.
struct CallDraft: Sendable {
    var plan: CallPlan
    /// nil when no tool fits.
    var evidence: ToolEvidence?
}
