/* What the corpus shares: a correct plugin with every kind of part, in which each file of this folder changes one thing. */
#ifndef TOOL_H
#define TOOL_H
#include "agenthub_plugin.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* `unused`: each file uses what it needs. */
#define TOOL_UNUSED __attribute__((unused))

static const ah_host *tool_host;

struct ah_instance {
  const ah_host *host;
  size_t config_bytes;
};

TOOL_UNUSED static ah_bytes tool_bytes(const char *text) { return (ah_bytes){(const uint8_t *)text, strlen(text)}; }

TOOL_UNUSED static int tool_has(ah_bytes bytes, const char *word) {
  return memmem(bytes.ptr, bytes.len, word, strlen(word)) != NULL;
}

TOOL_UNUSED static ah_status tool_ok(ah_call call) {
  return tool_host->complete(tool_host, call, AH_OK, tool_bytes("{\"ok\":true}"));
}

TOOL_UNUSED static void tool_fail(ah_call call, ah_status status) {
  tool_host->complete(tool_host, call, status, tool_bytes("{\"message\":\"It could not be done; try again later.\"}"));
}

TOOL_UNUSED static ah_status tool_start(const ah_host *host) {
  tool_host = host;
  return AH_OK;
}

TOOL_UNUSED static void tool_pause(long milliseconds) {
  struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&time, NULL);
}

TOOL_UNUSED static void tool_refuse(ah_report report, void *user) {
  report(user, tool_bytes("{\"message\":\"The member mode is missing: fast or slow.\",\"pointer\":\"/mode\"}"));
}

#define TOOL_CONFIG_SCHEMA                                                                         \
  "{\"type\":\"object\",\"properties\":{\"mode\":{\"enum\":[\"fast\",\"slow\"]},\"note\":{\"type\":\"string\"}," \
  "\"auth\":{\"type\":\"object\"}},\"required\":[\"mode\"]}"
#define TOOL_INPUT_SCHEMA                                                                                          \
  "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},\"count\":{\"type\":\"integer\"}}," \
  "\"required\":[\"text\"]}"
#define TOOL_OUTPUT_SCHEMA "{\"type\":\"object\",\"required\":[\"ok\"]}"
#define TOOL_HTTP_MANIFEST "{\"services\":[\"agenthub.host.http/1\",\"agenthub.host.kv/1\"]}"

TOOL_UNUSED static ah_status tool_create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope,
                                         ah_instance **out, ah_report report, void *user) {
  (void)type, (void)scope;
  if (!tool_has(config, "\"mode\":\"fast\"") && !tool_has(config, "\"mode\":\"slow\"")) {
    tool_refuse(report, user);
    return AH_E_INVALID_CONFIG;
  }
  ah_instance *instance = calloc(1, sizeof *instance);
  instance->host = host;
  instance->config_bytes = config.len;
  *out = instance;
  return AH_OK;
}

TOOL_UNUSED static void tool_destroy(ah_instance *instance) { free(instance); }

TOOL_UNUSED static ah_status tool_invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  tool_ok(call);
  return AH_OK;
}

TOOL_UNUSED static void tool_nothing(void) {}

#define TOOL_TYPE(...)                                                                                          \
  static const ah_tool_type tool_type = {.size = sizeof(ah_tool_type), .id = "CORPUS", .version = "1.0.0",         \
                                         .description = "One of the corpus.", .config_schema = TOOL_CONFIG_SCHEMA, \
                                         .input_schema = TOOL_INPUT_SCHEMA, .output_schema = TOOL_OUTPUT_SCHEMA,   \
                                         .default_timeout_ms = 500, .create = tool_create, .destroy = tool_destroy, \
                                         .invoke = tool_invoke, __VA_ARGS__};                                      \
  static const ah_tool_type *const tool_types[] = {&tool_type};
#define TOOL_TABLE(...)                                                                                              \
  static const ah_plugin tool_plugin = {.size = sizeof(ah_plugin), .abi = AH_ABI, .min_host_abi = AH_ABI, .type_count = 1, \
                                        .id = "test.corpus", .version = "1.0.0", .types = tool_types,                 \
                                        .start = tool_start, __VA_ARGS__};
#define TOOL_ENTRY                                     \
  AH_EXPORT const ah_plugin *ah_plugin_v1(uint32_t host_abi) { \
    return host_abi >> 16 == 1 ? &tool_plugin : NULL;          \
  }
#define TOOL_PLUGIN(...) TOOL_TABLE(__VA_ARGS__) TOOL_ENTRY
#endif
