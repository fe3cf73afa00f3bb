/* Keeps its instances in a list that it unlinks wrongly. */
#include "tool.h"

static ah_instance *instances[4];
static int count;

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope, ah_instance **out,
                        ah_report report, void *user) {
  ah_status status = tool_create(host, type, config, scope, out, report, user);
  if (status != AH_OK) return status;
  if (count == 4) abort();
  instances[count++] = *out;
  return AH_OK;
}

/* Takes it that what is destroyed is what was made last. */
static void destroy(ah_instance *instance) {
  if (instances[--count] != instance) abort();
  free(instance);
}

TOOL_TYPE(.create = create, .destroy = destroy)
TOOL_PLUGIN()
