/* One release of a plugin: says which it is, and fails where its name stands in a row's configuration. */
#include "stub.h"
#ifndef RELEASE
#define RELEASE "1.0.0"
#endif
#ifndef ID
#define ID "test.release"
#endif
#ifndef TYPE
#define TYPE "RELEASE"
#endif
#ifndef PLUGIN_FIELDS
#define PLUGIN_FIELDS .type_count = 1
#endif

/* Each with a comma after it. */
#ifndef TYPE_FIELDS
#define TYPE_FIELDS
#endif

static _Atomic ah_call last_call;
static atomic_int asked;

/* How often its instances were asked for their health. */
AH_EXPORT int test_asked(void) { return asked; }

/* Completes the last call that was left open. */
AH_EXPORT int test_finish(void) {
  return stub_host->complete(stub_host, last_call, AH_OK, stub_bytes("{\"release\": \"" RELEASE "\", \"late\": true}"));
}

static ah_status answer(ah_instance *instance, ah_call call) {
  char text[256];
  const char *mark = strstr(instance->config, "\"mark\":");
  snprintf(text, sizeof text, "{\"release\": \"" RELEASE "\", \"mark\": %d}", mark == NULL ? 0 : atoi(mark + 7));
  return stub_host->complete(stub_host, call, AH_OK, stub_bytes(text));
}

struct errand {
  ah_instance *instance;
  ah_call call;
};

static void *run(void *argument) {
  struct errand errand = *(struct errand *)argument;
  free(argument);
  answer(errand.instance, errand.call);
  return NULL;
}

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope, ah_instance **out,
                        ah_report report, void *user) {
  if (stub_says(config, "refused-by-" RELEASE)) {
    report(user, stub_bytes("{\"message\": \"The column is gone.\"}"));
    return AH_E_INVALID_CONFIG;
  }
  return stub_create(host, type, config, scope, out, report, user);
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  stub_counters[INVOKED]++;
  if (stub_says(input, "open")) {
    last_call = call;
    test_post(0);
    return AH_OK;
  }
  if (stub_says(input, "crash")) abort();
  if (stub_says(input, "stuck")) {
    test_post(2);
    stub_pass(3);
    return AH_E_INTERNAL;
  }
  if (stub_says(input, "thread")) {
    struct errand *errand = malloc(sizeof *errand);
    *errand = (struct errand){instance, call};
    pthread_t thread;
    pthread_create(&thread, NULL, run, errand);
    pthread_detach(thread);
    return AH_OK;
  }
  return answer(instance, call);
}

static ah_status health(ah_instance *instance, ah_call call) {
  asked++;
  if (strstr(instance->config, "ill-with-" RELEASE) != NULL || strstr(instance->config, "always-ill") != NULL)
    return stub_host->complete(stub_host, call, AH_E_INVALID_CONFIG, stub_bytes("{\"message\": \"No such table.\"}"));
  if (strstr(instance->config, "away-with-" RELEASE) != NULL) return AH_E_UPSTREAM;
  return stub_host->complete(stub_host, call, AH_OK, stub_bytes("{}"));
}

static const ah_tool_type stub_type = {.size = sizeof(ah_tool_type), .id = TYPE, .version = "1.0.0",
                                       .description = "Release " RELEASE ".", TYPE_FIELDS .create = create,
                                       .destroy = stub_destroy, .invoke = invoke, .health = health};
static const ah_tool_type another_type = {.size = sizeof(ah_tool_type), .id = TYPE "_MORE", .version = "1.0.0",
                                          .description = "More of " RELEASE ".", .create = create,
                                          .destroy = stub_destroy, .invoke = invoke};
static const ah_tool_type *const stub_types[] = {&stub_type, &another_type};
STUB_PLUGIN(ID, .version = RELEASE, PLUGIN_FIELDS)
