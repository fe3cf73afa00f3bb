/* A tool that does what its input says: {"do": "echo"} gives the input back, and the others are what a plugin should never do.
 * Compiled once for each, with an id and a type of its own (ID, TYPE). */
#define _GNU_SOURCE
#include <agenthub_plugin.h>
#include <stdlib.h>
#include <string.h>

static const ah_host *the_host;
static char the_instance;
static volatile int sink;
static volatile int *volatile nowhere;

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

/* Over its own frame, its callers' and what lies behind the stack. */
__attribute__((noinline)) static void smash(void) {
  char local[16];
  volatile char *at = local;
  for (size_t i = 0; i < (size_t)1 << 30; i++) at[i] = 'x';
  sink = local[0];
}

static void leak(void) {
  for (;;) {
    char *kept = malloc(1 << 20);
    /* As those do who never ask whether they got it. */
    memset(kept, 'x', 1 << 20);
    sink = kept[1];
  }
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance;
#define SAYS(word) (memmem(input.ptr, input.len, "\"" word "\"", sizeof word + 1) != NULL)
  if (SAYS("segfault")) *nowhere = 1;
  if (SAYS("abort")) abort();
  if (SAYS("exit")) exit(0);
  if (SAYS("leak")) leak();
  if (SAYS("smash")) smash();
  while (SAYS("spin")) sink++;
  the_host->complete(the_host, call, AH_OK, input);
  return AH_OK;
}

static const ah_tool_type type = {
    .size = sizeof(ah_tool_type), .flags = AH_TOOL_BLOCKING, .id = TYPE, .version = "1.0.0", .description = "Misbehaves on demand.",
    .create = create, .destroy = destroy, .invoke = invoke};
static const ah_tool_type *const types[] = {&type};
static const ah_plugin plugin = {.size = sizeof(ah_plugin), .abi = AH_ABI, .min_host_abi = AH_ABI, .type_count = 1,
                                 .id = ID, .version = "1.0.0", .manifest_json = "{\"limits\": {\"memory_mb\": 128, \"threads\": 4}}",
                                 .types = types, .start = start};

AH_EXPORT const ah_plugin *ah_plugin_v1(uint32_t host_abi) { return host_abi >= AH_ABI ? &plugin : NULL; }
