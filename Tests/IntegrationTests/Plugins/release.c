/* One release of a plugin: its answers say which (VERSION). CRASHES: its calls end its process. AILING: it cannot do its work. */
#include "agenthub_plugin.h"
#include <stdlib.h>
#include <string.h>

static const ah_host *release_host;
static int nothing;

static ah_bytes text(const char *text) { return (ah_bytes){(const uint8_t *)text, strlen(text)}; }

static ah_status start(const ah_host *host) {
  release_host = host;
  return AH_OK;
}

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope,
                        ah_instance **out, ah_report report, void *user) {
  (void)host, (void)type, (void)config, (void)scope, (void)report, (void)user;
  *out = (ah_instance *)&nothing;
  return AH_OK;
}

static void destroy(ah_instance *instance) { (void)instance; }

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
#ifdef CRASHES
  abort();
#endif
  return release_host->complete(release_host, call, AH_OK, text("{\"release\": \"" VERSION "\"}"));
}

static ah_status health(ah_instance *instance, ah_call call) {
  (void)instance;
#ifdef AILING
  return release_host->complete(release_host, call, AH_E_INTERNAL, text("{\"message\": \"It cannot do its work.\"}"));
#else
  return release_host->complete(release_host, call, AH_OK, text("{}"));
#endif
}

static const ah_tool_type type = {.size = sizeof(ah_tool_type), .id = "RELEASE_INFO", .version = VERSION,
                                  .description = "Says which release answers.", .create = create,
                                  .destroy = destroy, .invoke = invoke, .health = health};
static const ah_tool_type *const types[] = {&type};
static const ah_plugin plugin = {.size = sizeof(ah_plugin), .abi = AH_ABI, .min_host_abi = AH_ABI, .type_count = 1,
                                 .id = "test.release", .version = VERSION, .types = types, .start = start};

AH_EXPORT const ah_plugin *ah_plugin_v1(uint32_t host_abi) {
  (void)host_abi;
  return &plugin;
}
