/* Good but for the fields that the test sets. */
#include "stub.h"
#ifndef TYPE_FIELDS
#define TYPE_FIELDS .flags = 0
#endif
#ifndef PLUGIN_FIELDS
#define PLUGIN_FIELDS .type_count = 1
#endif

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance;
  return stub_host->complete(stub_host, call, AH_OK, input);
}

/* For .start. */
static inline ah_status refuse_start(const ah_host *host) {
  (void)host;
  return AH_E_UNAVAILABLE;
}

static inline ah_status block_start(const ah_host *host) {
  (void)host;
  stub_pass(1);
  return AH_OK;
}

STUB_TYPE("DEFECTIVE", .invoke = invoke, TYPE_FIELDS)
/* For .types. */
__attribute__((unused)) static const ah_tool_type *const twice[] = {&stub_type, &stub_type};
__attribute__((unused)) static const ah_tool_type *const hole[] = {&stub_type, NULL};

STUB_PLUGIN("test.defective", PLUGIN_FIELDS)
