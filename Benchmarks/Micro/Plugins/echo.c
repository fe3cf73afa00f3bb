/* A tool that answers at once with its own input: what is measured is the border alone. */
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
  (void)instance;
  the_host->complete(the_host, call, AH_OK, input);
  return AH_OK;
}
static const void *ext(ah_instance *instance, const char *id) {
  (void)instance, (void)id;
  return NULL;
}

static const ah_tool_type type = {
    .size = sizeof(ah_tool_type), .flags = AH_TOOL_IDEMPOTENT, .id = "BENCH_ECHO", .version = "1.0.0", .description = "Echoes.",
    .create = create, .destroy = destroy, .invoke = invoke, .ext = ext};
static const ah_tool_type *const types[] = {&type};
static const ah_plugin plugin = {.size = sizeof(ah_plugin), .abi = AH_ABI, .min_host_abi = AH_ABI, .type_count = 1,
                                 .id = "org.agenthub.bench", .version = "1.0.0", .types = types, .start = start};

const ah_plugin *ah_plugin_v1(uint32_t host_abi) { return host_abi >= AH_ABI ? &plugin : NULL; }
