import HubCore
import HubCrypto

/// The name of a value in Redis. There is none without a tenant, so that no tenant can meet another's value; nothing in
/// it comes from outside but the tenant's id, which is a checked slug.
package struct CacheKey: Sendable, Hashable {
    package enum Resource: String, Sendable {
        /// The tenant's whole configuration.
        case configuration
    }

    package let text: String

    /// `agenthub:acme-corp:cache:configuration`
    package init(_ scope: TenantScope, _ resource: Resource) {
        text = "agenthub:\(scope.tenant):cache:\(resource.rawValue)"
    }

    /// `agenthub:acme-corp:rate:requests`, for a user with the SHA-256 of the id behind it, for what goes to a model with
    /// the model's id: `agenthub:acme-corp:rate:tokens:model:019aab4e-…`.
    package init(_ bucket: RateBucket) {
        let user = bucket.user.map { ":" + SHA256.hex($0.rawValue) } ?? ""
        let model = bucket.model.map { ":model:\($0)" } ?? ""
        text = "agenthub:\(bucket.scope.tenant):rate:\(bucket.kind.rawValue)\(model)\(user)"
    }

    package var argument: RedisArgument { .text(text) }
}
