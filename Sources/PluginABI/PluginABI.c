/* The layout of ABI 1.0, frozen: a change that moves a field does not compile. */
#include "agenthub_plugin.h"

#ifdef __cplusplus
#define AH_ASSERT(condition) static_assert(condition, #condition)
#else
#define AH_ASSERT(condition) _Static_assert(condition, #condition)
#endif
#define AT(T, field, offset) AH_ASSERT(offsetof(T, field) == (offset))
/* A later minor version may be larger, never smaller. */
#define HOLDS(T, frozen, bytes) \
  AH_ASSERT((frozen) == (bytes)); \
  AH_ASSERT(sizeof(T) >= (bytes))

AH_ASSERT(sizeof(void *) == 8 && sizeof(size_t) == 8 && sizeof(void (*)(void)) == 8);
AH_ASSERT(sizeof(ah_call) == 8);
AH_ASSERT(sizeof(ah_status) == 4);
AH_ASSERT((AH_ABI >> 16) == 1);

AH_ASSERT(sizeof(ah_bytes) == 16);
AT(ah_bytes, ptr, 0);
AT(ah_bytes, len, 8);

HOLDS(ah_host, AH_SIZE_1_0_HOST, 72);
AT(ah_host, size, 0);
AT(ah_host, abi, 4);
AT(ah_host, name, 8);
AT(ah_host, version, 16);
AT(ah_host, context, 24);
AT(ah_host, complete, 32);
AT(ah_host, log, 40);
AT(ah_host, is_cancelled, 48);
AT(ah_host, deadline_ns, 56);
AT(ah_host, ext, 64);

HOLDS(ah_host_http, AH_SIZE_1_0_HOST_HTTP, 16);
AT(ah_host_http, size, 0);
AT(ah_host_http, request, 8);

HOLDS(ah_host_kv, AH_SIZE_1_0_HOST_KV, 32);
AT(ah_host_kv, size, 0);
AT(ah_host_kv, get, 8);
AT(ah_host_kv, put, 16);
AT(ah_host_kv, remove, 24);

HOLDS(ah_host_credentials, AH_SIZE_1_0_HOST_CREDENTIALS, 16);
AT(ah_host_credentials, size, 0);
AT(ah_host_credentials, get, 8);

HOLDS(ah_host_egress, AH_SIZE_1_0_HOST_EGRESS, 16);
AT(ah_host_egress, size, 0);
AT(ah_host_egress, resolve, 8);

HOLDS(ah_host_embedding, AH_SIZE_1_0_HOST_EMBEDDING, 24);
AT(ah_host_embedding, size, 0);
AT(ah_host_embedding, describe, 8);
AT(ah_host_embedding, embed, 16);

HOLDS(ah_host_blob, AH_SIZE_1_0_HOST_BLOB, 24);
AT(ah_host_blob, size, 0);
AT(ah_host_blob, read, 8);
AT(ah_host_blob, write, 16);

HOLDS(ah_host_caller, AH_SIZE_1_0_HOST_CALLER, 16);
AT(ah_host_caller, size, 0);
AT(ah_host_caller, principals, 8);

HOLDS(ah_host_stream, AH_SIZE_1_0_HOST_STREAM, 16);
AT(ah_host_stream, size, 0);
AT(ah_host_stream, emit, 8);

HOLDS(ah_tool_type, AH_SIZE_1_0_TOOL_TYPE, 120);
AT(ah_tool_type, size, 0);
AT(ah_tool_type, flags, 4);
AT(ah_tool_type, id, 8);
AT(ah_tool_type, version, 16);
AT(ah_tool_type, description, 24);
AT(ah_tool_type, config_schema, 32);
AT(ah_tool_type, input_schema, 40);
AT(ah_tool_type, output_schema, 48);
AT(ah_tool_type, max_concurrency, 56);
AT(ah_tool_type, default_timeout_ms, 60);
AT(ah_tool_type, context, 64);
AT(ah_tool_type, create, 72);
AT(ah_tool_type, destroy, 80);
AT(ah_tool_type, invoke, 88);
AT(ah_tool_type, cancel, 96);
AT(ah_tool_type, health, 104);
AT(ah_tool_type, ext, 112);

HOLDS(ah_knowledge, AH_SIZE_1_0_KNOWLEDGE, 32);
AT(ah_knowledge, size, 0);
AT(ah_knowledge, ingest, 8);
AT(ah_knowledge, remove, 16);
AT(ah_knowledge, collections, 24);

HOLDS(ah_plugin, AH_SIZE_1_0_PLUGIN, 64);
AT(ah_plugin, size, 0);
AT(ah_plugin, abi, 4);
AT(ah_plugin, min_host_abi, 8);
AT(ah_plugin, type_count, 12);
AT(ah_plugin, id, 16);
AT(ah_plugin, version, 24);
AT(ah_plugin, manifest_json, 32);
AT(ah_plugin, types, 40);
AT(ah_plugin, start, 48);
AT(ah_plugin, stop, 56);
