/* Says of every document that it has one chunk. */
#include "tool.h"

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope, ah_instance **out,
                        ah_report report, void *user) {
  (void)host, (void)type, (void)config, (void)scope, (void)report, (void)user;
  *out = calloc(1, sizeof **out);
  return AH_OK;
}

static ah_status ingest(ah_instance *instance, ah_call call, ah_bytes request) {
  (void)instance, (void)request;
  return tool_host->complete(tool_host, call, AH_OK, tool_bytes("{\"chunks\":1,\"removed\":0,\"collections\":[]}"));
}

static ah_status collections(ah_instance *instance, ah_call call) { return ingest(instance, call, (ah_bytes){NULL, 0}); }

static const ah_knowledge knowledge = {sizeof(ah_knowledge), ingest, ingest, collections};

static const void *ext(ah_instance *instance, const char *id) {
  (void)instance;
  return strcmp(id, AH_EXT_KNOWLEDGE) == 0 ? &knowledge : NULL;
}

TOOL_TYPE(.create = create, .ext = ext, .config_schema = NULL)
TOOL_PLUGIN()
