/* Built for ABI 1.7, which is not there yet: its tables are longer, it asks for services that no host of 1.0 has, uses a flag that
 * none knows, and does without. Its input comes back. */
#include "stub.h"

#ifndef NEEDED
#define NEEDED 0x00010000u
#endif

/* What 1.7 appended. */
struct later {
  void (*first)(void);
  uint64_t second[4];
};
struct type_1_7 {
  ah_tool_type known;
  struct later more;
};
struct plugin_1_7 {
  ah_plugin known;
  struct later more;
};
struct knowledge_1_7 {
  ah_knowledge known;
  struct later more;
};
struct host_1_7 {
  uint32_t size, abi;
  char known[AH_SIZE_1_0_HOST - 8];
  void (*later)(void);
};

static void unused(void) { abort(); }

static ah_status start(const ah_host *host) {
  const struct host_1_7 *newer = (const struct host_1_7 *)host;
  /* A host that says it has what it cannot have, or answers to what it cannot know, is none to work with. */
  if (AH_HAS(newer, struct host_1_7, later) || newer->abi >= 0x00010007u) return AH_E_INTERNAL;
  if (host->ext(host, "agenthub.host.teleport/1") || host->ext(host, "agenthub.host.kv/2")) return AH_E_INTERNAL;
  if (!host->ext(host, AH_EXT_HOST_KV)) return AH_E_UNAVAILABLE;
  return stub_start(host);
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance;
  return stub_host->complete(stub_host, call, AH_OK, input);
}

static ah_status request(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  return stub_host->complete(stub_host, call, AH_OK, stub_bytes("{\"chunks\": 1, \"removed\": 1}"));
}

static ah_status collections(ah_instance *instance, ah_call call) {
  (void)instance;
  return stub_host->complete(stub_host, call, AH_OK, stub_bytes("{\"collections\": []}"));
}

static const struct knowledge_1_7 knowledge = {{sizeof knowledge, request, request, collections}, {unused, {~0ull}}};

static const void *extension(ah_instance *instance, const char *id) {
  (void)instance;
  return strcmp(id, AH_EXT_KNOWLEDGE) == 0 ? &knowledge : NULL;
}

static const struct type_1_7 type = {{.size = sizeof type, .flags = AH_TOOL_IDEMPOTENT | 1u << 20, .id = "NEWER", .version = "1.0.0",
                                      .description = "A tool that was built for ABI 1.7.", .create = stub_create,
                                      .destroy = stub_destroy, .invoke = invoke, .ext = extension},
                                     {unused, {~0ull}}};
static const ah_tool_type *const types[] = {&type.known};
static const struct plugin_1_7 plugin = {
    {.size = sizeof plugin, .abi = 0x00010007u, .min_host_abi = NEEDED, .type_count = 1, .id = "test.newer", .version = "1.0.0",
     .manifest_json = "{\"services\": [\"agenthub.host.kv/1\", \"agenthub.host.kv/2\", \"agenthub.host.teleport/1\"], \"dreams\": true}",
     .types = types, .start = start, .stop = stub_stop},
    {unused, {~0ull}}};

AH_EXPORT const ah_plugin *ah_plugin_v1(uint32_t host_abi) {
  (void)host_abi;
  return &plugin.known;
}
