/* A tool that answers with its version. */
#include <agenthub_plugin.h>

static const ah_host *the_host;
static char the_instance;

static ah_status start(const ah_host *host) {
  the_host = host;
  return AH_OK;
}

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope, ah_instance **out,
                        ah_report report, void *user) {
  (void)host, (void)type, (void)config, (void)scope, (void)report, (void)user;
  *out = (ah_instance *)&the_instance;
  return AH_OK;
}

static void destroy(ah_instance *instance) { (void)instance; }

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  static const char answer[] = "{\"version\": \"" VERSION "\"}";
  (void)instance, (void)input;
  the_host->complete(the_host, call, AH_OK, (ah_bytes){(const uint8_t *)answer, sizeof answer - 1});
  return AH_OK;
}

static const ah_tool_type type = {
    .size = sizeof(ah_tool_type), .id = "BENCH_VERSION", .version = VERSION, .description = "Says its version.", .create = create,
    .destroy = destroy, .invoke = invoke};
static const ah_tool_type *const types[] = {&type};
static const ah_plugin plugin = {.size = sizeof(ah_plugin), .abi = AH_ABI, .min_host_abi = AH_ABI, .type_count = 1,
                                 .id = "bench.versioned", .version = VERSION, .types = types, .start = start};

AH_EXPORT const ah_plugin *ah_plugin_v1(uint32_t host_abi) { return host_abi >= AH_ABI ? &plugin : NULL; }
