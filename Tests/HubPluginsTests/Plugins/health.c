/* Tells its health as its configuration's words say. */
#include "stub.h"

static const ah_host_caller *caller;
static const ah_host_credentials *credentials;
static const ah_host_http *http;
static _Atomic ah_call last_call;
static atomic_int http_status = -1;
static char principals[1024];

AH_EXPORT uint64_t test_call(void) { return last_call; }
AH_EXPORT int test_complete(uint64_t call) {
  return stub_host->complete(stub_host, call, AH_E_INVALID_CONFIG, stub_bytes("{\"message\": \"From the test.\"}"));
}
/* What a request with the user's token ended with. */
AH_EXPORT int test_http_status(void) { return http_status; }
/* The length of the principals' JSON: 2 when there are none. */
AH_EXPORT int test_principals(void) { return (int)strlen(principals); }

static ah_status start(const ah_host *host) {
  caller = host->ext(host, AH_EXT_HOST_CALLER);
  credentials = host->ext(host, AH_EXT_HOST_CREDENTIALS);
  http = host->ext(host, AH_EXT_HOST_HTTP);
  return stub_start(host);
}

static void complete(ah_call call, ah_status status, const char *json) {
  stub_host->complete(stub_host, call, status, stub_bytes(json));
}

static void *complete_later(void *argument) {
  stub_pass(1);
  complete((ah_call)(uintptr_t)argument, AH_E_INVALID_CONFIG, "{\"message\": \"Known later.\"}");
  return NULL;
}

static void tell_secret(void *user, ah_status status, ah_bytes secret) {
  char text[512];
  snprintf(text, sizeof text, "{\"message\": \"%.*s is wrong (%d).\", \"details\": {\"pointer\": \"/%.*s\"}}",
           (int)secret.len, (const char *)secret.ptr, status, (int)secret.len, (const char *)secret.ptr);
  complete((ah_call)(uintptr_t)user, AH_E_INVALID_CONFIG, text);
}

static void tell_response(void *user, ah_status status, int32_t code, ah_bytes headers, ah_bytes body) {
  (void)code, (void)headers, (void)body;
  http_status = status;
  complete((ah_call)(uintptr_t)user, status == AH_OK ? AH_OK : AH_E_AUTH, "{\"message\": \"Nobody's token.\"}");
}

static ah_status health(ah_instance *instance, ah_call call) {
  ah_bytes config = stub_bytes(instance->config);
  void *user = (void *)(uintptr_t)call;
  ah_bytes json = {NULL, 0};
  stub_counters[INVOKED]++;
  last_call = call;
  if (caller != NULL && caller->principals(stub_host, call, &json) == AH_OK)
    snprintf(principals, sizeof principals, "%.*s", (int)json.len, (const char *)json.ptr);
  if (stub_says(config, "ill-config")) complete(call, AH_E_INVALID_CONFIG, "{\"message\": \"The role may write.\"}");
  else if (stub_says(config, "ill-placed"))
    complete(call, AH_E_INVALID_CONFIG, "{\"message\": \"No such table.\", \"details\": {\"pointer\": \"/statement\"}}");
  else if (stub_says(config, "ill-endpoint"))
    complete(call, AH_E_DENIED, "{\"message\": \"Not there.\", \"details\": {\"pointer\": \"/endpoint\"}}");
  else if (stub_says(config, "ill-pointed"))
    complete(call, AH_E_DENIED, "{\"message\": \"Not there.\", \"details\": {\"pointer\": \"no pointer\"}}");
  else if (stub_says(config, "ill-denied")) complete(call, AH_E_DENIED, "{\"message\": \"Policy forbids it.\"}");
  else if (stub_says(config, "ill-address"))
    complete(call, AH_E_DENIED, "{\"message\": \"10.0.0.1 is not public\", \"details\": {\"kind\": \"denied\"}}");
  else if (stub_says(config, "ill-auth")) complete(call, AH_E_AUTH, "{\"message\": \"Who is that?\"}");
  else if (stub_says(config, "ill-unaccepted")) return AH_E_DENIED;
  else if (stub_says(config, "away-upstream")) complete(call, AH_E_UPSTREAM, "{\"message\": \"It is down.\"}");
  else if (stub_says(config, "away-unavailable")) complete(call, AH_E_UNAVAILABLE, "{\"message\": \"It is down.\"}");
  else if (stub_says(config, "away-busy")) return AH_E_BUSY;
  else if (stub_says(config, "away-input")) complete(call, AH_E_INVALID_INPUT, "{\"message\": \"What?\"}");
  else if (stub_says(config, "away-garbage")) complete(call, AH_OK, "<html>");
  else if (stub_says(config, "later")) {
    pthread_t thread;
    pthread_create(&thread, NULL, complete_later, user);
    pthread_detach(thread);
    test_post(0);
  } else if (stub_says(config, "never")) {
    test_post(0);
  } else if (stub_says(config, "secret")) return credentials->get(stub_host, call, "db", tell_secret, user);
  else if (stub_says(config, "token"))
    return http->request(stub_host, call,
                         stub_bytes("{\"method\": \"GET\", \"url\": \"http://127.0.0.1:1/\", \"auth\": {\"user_jwt\": true}}"),
                         (ah_bytes){NULL, 0}, tell_response, user);
  else complete(call, AH_OK, "{}");
  return AH_OK;
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance;
  return stub_host->complete(stub_host, call, AH_OK, input);
}

static void cancel(ah_instance *instance, ah_call call) {
  (void)instance, (void)call;
  stub_counters[CANCELLED]++;
  test_post(2);
}

STUB_TYPE("HEALTH", .invoke = invoke, .cancel = cancel, .health = health)
STUB_PLUGIN("test.health", .start = start,
            .manifest_json = "{\"services\": [\"agenthub.host.caller/1\", \"agenthub.host.credentials/1\", "
                             "\"agenthub.host.http/1\"]}")
