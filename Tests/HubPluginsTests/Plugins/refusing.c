/* Makes an instance, or does not, as its configuration's words say. */
#include "stub.h"

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance;
  return stub_host->complete(stub_host, call, AH_OK, input);
}

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope,
                        ah_instance **out, ah_report report, void *user) {
  if (stub_says(config, "bad")) {
    report(user, stub_bytes("{\"message\": \"The colour must be a colour.\", \"pointer\": \"/colour\"}"));
    report(user, stub_bytes("{\"message\": \"said twice\"}"));
    return AH_E_INVALID_CONFIG;
  }
  if (stub_says(config, "endpoint-wrong")) {
    report(user, stub_bytes("{\"message\": \"Not that host.\", \"pointer\": \"/endpoint\"}"));
    return AH_E_INVALID_CONFIG;
  }
  if (stub_says(config, "silent")) return AH_E_UNAVAILABLE;
  if (stub_says(config, "empty-handed")) return AH_OK;
  if (stub_says(config, "slow")) {
    test_post(0);
    stub_pass(1);
  }
  if (stub_says(config, "stuck")) stub_pass(7);
  return stub_create(host, type, config, scope, out, report, user);
}

STUB_TYPE("REFUSING", .create = create, .invoke = invoke,
          .config_schema = "{\"type\": \"object\", \"required\": [\"endpoint\"], \"properties\": "
                           "{\"size\": {\"type\": \"integer\"}, \"endpoint\": {\"type\": \"string\"}}}",
          .input_schema = "{\"type\": \"object\", \"properties\": {\"count\": {\"type\": \"integer\"}}}",
          .output_schema = "{\"type\": \"object\", \"properties\": {\"count\": {\"type\": \"integer\"}, "
                           "\"name\": {\"type\": \"string\"}}}")
STUB_PLUGIN("test.refusing")
