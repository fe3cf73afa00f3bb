#pragma once
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/encoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

/* EVP_PKEY_KEYPAIR and EVP_PKEY_PUBLIC_KEY are unions of macros that Swift does not evaluate. */
static inline int hub_evp_public_key_selection(void) { return EVP_PKEY_PUBLIC_KEY; }
static inline int hub_evp_key_pair_selection(void) { return EVP_PKEY_KEYPAIR; }
