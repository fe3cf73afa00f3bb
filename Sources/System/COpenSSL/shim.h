#pragma once
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/encoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

/* EVP_PKEY_KEYPAIR and EVP_PKEY_PUBLIC_KEY are unions of macros that Swift does not evaluate. */
static inline int hub_evp_public_key_selection(void) { return EVP_PKEY_PUBLIC_KEY; }
static inline int hub_evp_key_pair_selection(void) { return EVP_PKEY_KEYPAIR; }

/*
 * OpenSSL keeps the pointers of these names in its contexts and parameter builders, so they must be immortal C literals:
 * a Swift string passed as `const char *` is gone when the call returns.
 */
static inline const char *hub_rsa_modulus_name(void) { return OSSL_PKEY_PARAM_RSA_N; }
static inline const char *hub_rsa_exponent_name(void) { return OSSL_PKEY_PARAM_RSA_E; }
static inline const char *hub_rsa_type_name(void) { return "RSA"; }
static inline const char *hub_pem_format_name(void) { return "PEM"; }
static inline const char *hub_public_key_structure_name(void) { return "SubjectPublicKeyInfo"; }
static inline const char *hub_private_key_structure_name(void) { return "PrivateKeyInfo"; }
