/* Built for the next major version, and says so in its table. */
#include "stub.h"

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance;
  return stub_host->complete(stub_host, call, AH_OK, input);
}

STUB_TYPE("WRONG_VERSION", .invoke = invoke)
STUB_PLUGIN("test.wrong-version", .abi = 0x00020000u)
