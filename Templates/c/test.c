/* The plugin's tests: a host of our own that answers as each test says. No AgentHub is needed. */
#include "agenthub_plugin.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;
#define EXPECT(condition) ((condition) ? (void)0 : (void)(failures++, printf("%s:%d: %s\n", __FILE__, __LINE__, #condition)))

/* What the host's http service does next, and what it was asked. */
static struct {
  ah_status refusal, status;
  int32_t http_status;
  const char *body;
  char head[2048];
  int requests;
} http;

/* How the call ended. */
static struct {
  int count;
  ah_status status;
  char json[4096];
} ended;

static char problem[1024];

static ah_bytes bytes(const char *text) { return (ah_bytes){(const uint8_t *)text, strlen(text)}; }

static void keep(char *out, size_t room, ah_bytes text) {
  snprintf(out, room, "%.*s", (int)text.len, text.len == 0 ? "" : (const char *)text.ptr);
}

static ah_status complete(const ah_host *host, ah_call call, ah_status status, ah_bytes json) {
  (void)host;
  (void)call;
  ended.count++;
  ended.status = status;
  keep(ended.json, sizeof ended.json, json);
  return AH_OK;
}

static void write_log(const ah_host *host, ah_call call, int32_t level, ah_bytes message) {
  (void)host;
  (void)call;
  (void)level;
  (void)message;
}

static int32_t is_cancelled(const ah_host *host, ah_call call) {
  (void)host;
  (void)call;
  return 0;
}

static uint64_t deadline(const ah_host *host, ah_call call) {
  (void)host;
  (void)call;
  return UINT64_MAX;
}

static ah_status request(const ah_host *host, ah_call call, ah_bytes head, ah_bytes body, ah_http_done done, void *user) {
  (void)host;
  (void)call;
  (void)body;
  http.requests++;
  keep(http.head, sizeof http.head, head);
  if (http.refusal != AH_OK) return http.refusal;
  done(user, http.status, http.http_status, bytes("{}"), bytes(http.body));
  return AH_OK;
}

static const ah_host_http http_service = {sizeof(ah_host_http), request};

static const void *services(const ah_host *host, const char *id) {
  (void)host;
  return strcmp(id, AH_EXT_HOST_HTTP) == 0 ? &http_service : NULL;
}

static const void *no_services(const ah_host *host, const char *id) {
  (void)host;
  (void)id;
  return NULL;
}

static const ah_host granting = {sizeof(ah_host), AH_ABI,       "test",   "1",      NULL, complete,
                                 write_log,       is_cancelled, deadline, services};
static const ah_host withholding = {sizeof(ah_host), AH_ABI,       "test",   "1",        NULL, complete,
                                    write_log,       is_cancelled, deadline, no_services};

static void report(void *user, ah_bytes error) {
  (void)user;
  keep(problem, sizeof problem, error);
}

static const ah_tool_type *type(void) { return ah_plugin_v1(AH_ABI)->types[0]; }

static ah_instance *instance(const ah_host *host, const char *config) {
  ah_instance *made = NULL;
  problem[0] = 0;
  ah_status status = type()->create(host, type(), bytes(config), bytes("{\"scope\": \"s\", \"row\": \"r\"}"), &made, report, NULL);
  EXPECT((status == AH_OK) == (made != NULL));
  return made;
}

static const char *const usual = "{\"endpoint\": \"http://rates.example/\", \"auth\": {\"type\": \"none\"}}";

/* One call with an instance of its own. */
static void call(const ah_host *host, const char *config, const char *input) {
  memset(&ended, 0, sizeof ended);
  ah_instance *made = instance(host, config);
  if (made == NULL) return;
  EXPECT(type()->invoke(made, 1, bytes(input)) == AH_OK);
  EXPECT(ended.count == 1);
  type()->destroy(made);
}

static void answers(ah_status status, int32_t http_status, const char *body) {
  memset(&http, 0, sizeof http);
  http.status = status;
  http.http_status = http_status;
  http.body = body;
}

static void tells_the_rate_with_the_digits_of_the_service(void) {
  answers(AH_OK, 200, "{\"note\": \"a \\u00e9\", \"rate\": 1.0850}");
  call(&granting, usual, "{\"currency\": \"EUR\"}");
  EXPECT(ended.status == AH_OK);
  EXPECT(strcmp(ended.json, "{\"currency\": \"EUR\", \"base\": \"USD\", \"rate\": 1.0850}") == 0);
  EXPECT(strstr(http.head, "\"url\": \"http://rates.example/USD/EUR\"") != NULL);
  EXPECT(strstr(http.head, "\"auth\": null") != NULL);
}

static void uses_its_setting_and_names_its_credential(void) {
  answers(AH_OK, 200, "{\"rate\": 27000}");
  call(&granting,
       "{\"endpoint\": \"https://rates.example/v1\", \"base\": \"VND\","
       " \"auth\": {\"type\": \"credential\", \"credential\": \"rates_key\"}}",
       "{\"currency\": \"EUR\"}");
  EXPECT(strstr(http.head, "https://rates.example/v1/VND/EUR") != NULL);
  EXPECT(strstr(http.head, "\"auth\": {\"credential\": \"rates_key\"}") != NULL);
  EXPECT(strstr(ended.json, "\"base\": \"VND\"") != NULL);
}

static void fails_in_words(void) {
  const struct {
    ah_status status;
    int32_t http_status;
    const char *body;
    ah_status expected;
    const char *words;
  } cases[] = {
      {AH_OK, 404, "", AH_E_NOT_FOUND, "no rate for EUR in USD"},
      {AH_OK, 401, "", AH_E_AUTH, "did not accept"},
      {AH_OK, 429, "", AH_E_RATE_LIMITED, "fewer questions"},
      {AH_OK, 500, "oops", AH_E_UPSTREAM, "HTTP 500"},
      {AH_OK, 200, "<html>", AH_E_UPSTREAM, "no \\\"rate\\\""},
      {AH_OK, 200, "{\"rate\": \"much\"}", AH_E_UPSTREAM, "no \\\"rate\\\""},
      {AH_OK, 200, "{\"rate\": 1", AH_E_UPSTREAM, "no \\\"rate\\\""},
      {AH_E_DENIED, 0, "{\"message\": \"not allowed\"}", AH_E_DENIED, "not allowed"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    answers(cases[i].status, cases[i].http_status, cases[i].body);
    call(&granting, usual, "{\"currency\": \"EUR\"}");
    EXPECT(ended.status == cases[i].expected);
    EXPECT(strstr(ended.json, cases[i].words) != NULL);
  }
}

static void completes_what_the_host_does_not_take(void) {
  answers(AH_OK, 200, "{}");
  http.refusal = AH_E_BUSY;
  call(&granting, usual, "{\"currency\": \"EUR\"}");
  EXPECT(ended.status == AH_E_BUSY);
}

static void says_what_is_not_granted(void) {
  call(&withholding, usual, "{\"currency\": \"EUR\"}");
  EXPECT(ended.status == AH_E_UNAVAILABLE);
  EXPECT(strstr(ended.json, "agenthub.host.http/1") != NULL);
}

static void refuses_what_cannot_work(void) {
  EXPECT(instance(&granting, "{\"endpoint\": \"http://rates.example/?a=b\"}") == NULL);
  EXPECT(strstr(problem, "\"pointer\": \"/endpoint\"") != NULL);
  answers(AH_OK, 200, "{\"rate\": 1}");
  call(&granting, usual, "{\"currency\": \"euros\"}");
  EXPECT(ended.status == AH_E_INVALID_INPUT);
  EXPECT(http.requests == 0);
  EXPECT(ah_plugin_v1(0x00020000) == NULL);
}

int main(void) {
  tells_the_rate_with_the_digits_of_the_service();
  uses_its_setting_and_names_its_credential();
  fails_in_words();
  completes_what_the_host_does_not_take();
  says_what_is_not_granted();
  refuses_what_cannot_work();
  printf(failures == 0 ? "all tests passed\n" : "%d failed\n", failures);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
