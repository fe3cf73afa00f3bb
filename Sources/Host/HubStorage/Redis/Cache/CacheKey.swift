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

    /// `agenthub:acme-corp:rate:requests`, for a user with the SHA-256 of the id behind it.
    package init(_ bucket: RateBucket) {
        let user = bucket.user.map { ":" + SHA256.hex($0.rawValue) } ?? ""
        text = "agenthub:\(bucket.scope.tenant):rate:\(bucket.kind.rawValue)\(user)"
    }

    package var argument: RedisArgument { .text(text) }
}
