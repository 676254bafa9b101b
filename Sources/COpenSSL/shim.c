// Debian 12 has PKCS#11 for OpenSSL as an engine, and engines are on their way out.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "COpenSSL.h"

#include <openssl/engine.h>
#include <openssl/provider.h>

EVP_PKEY *COpenSSL_token_key(const char *uri, const char *module, const char *pin) {
    ENGINE_load_dynamic();
    ENGINE *engine = ENGINE_by_id("pkcs11");
    if (!engine) return NULL;
    EVP_PKEY *key = NULL;
    if ((!module || ENGINE_ctrl_cmd_string(engine, "MODULE_PATH", module, 0))
        && ENGINE_ctrl_cmd_string(engine, "PIN", pin, 0) && ENGINE_init(engine)) {
        // The key holds the engine for as long as it lives.
        key = ENGINE_load_private_key(engine, uri, NULL, NULL);
        ENGINE_finish(engine);
    }
    ENGINE_free(engine);
    return key;
}

int COpenSSL_use_tpm(void) {
    // The first one named does everything that is not about the TPM's own keys.
    return OSSL_PROVIDER_load(NULL, "default") && OSSL_PROVIDER_load(NULL, "tpm2");
}

EVP_PKEY *COpenSSL_new_tpm_key(void) {
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", "provider=tpm2");
    if (!context) return NULL;
    if (EVP_PKEY_keygen_init(context) <= 0 || EVP_PKEY_CTX_set_group_name(context, "P-256") <= 0
        || EVP_PKEY_generate(context, &key) <= 0) {
        key = NULL;
    }
    EVP_PKEY_CTX_free(context);
    return key;
}

// A TPM's key is of its provider's own kind, and OpenSSL 3.0 would sign with what it can copy of it into another
// provider, the public half. As an EC key with a method of its own it signs by the TPM wherever it is used.

static CRYPTO_ONCE tpm_once = CRYPTO_ONCE_STATIC_INIT;
static int tpm_slot = -1;
static EC_KEY_METHOD *tpm_method = NULL;

static int sign_by_tpm(
    int type, const unsigned char *digest, int length, unsigned char *signature, unsigned int *signatureLength,
    const BIGNUM *inverse, const BIGNUM *x, EC_KEY *key) {
    (void)type, (void)inverse, (void)x;
    EVP_PKEY *inTPM = EC_KEY_get_ex_data(key, tpm_slot);
    EVP_PKEY_CTX *context = inTPM ? EVP_PKEY_CTX_new_from_pkey(NULL, inTPM, "provider=tpm2") : NULL;
    size_t size = (size_t)ECDSA_size(key);
    int isSigned = context && length > 0 && EVP_PKEY_sign_init(context) > 0
        && EVP_PKEY_sign(context, signature, &size, digest, (size_t)length) > 0;
    EVP_PKEY_CTX_free(context);
    if (isSigned) *signatureLength = (unsigned int)size;
    return isSigned;
}

static void release_tpm_key(void *parent, void *key, CRYPTO_EX_DATA *data, int slot, long argument, void *context) {
    (void)parent, (void)data, (void)slot, (void)argument, (void)context;
    EVP_PKEY_free(key);
}

static void make_tpm_method(void) {
    tpm_slot = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_EC_KEY, 0, NULL, NULL, NULL, release_tpm_key);
    tpm_method = EC_KEY_METHOD_new(EC_KEY_OpenSSL());
    if (tpm_method) EC_KEY_METHOD_set_sign(tpm_method, sign_by_tpm, NULL, NULL);
}

EVP_PKEY *COpenSSL_signing_tpm_key(EVP_PKEY *inTPM) {
    if (!CRYPTO_THREAD_run_once(&tpm_once, make_tpm_method) || tpm_slot < 0 || !tpm_method) return NULL;
    unsigned char *encoded = NULL;
    int length = i2d_PUBKEY(inTPM, &encoded);
    if (length <= 0) return NULL;
    const unsigned char *cursor = encoded;
    EVP_PKEY *key = d2i_PUBKEY(NULL, &cursor, length);
    OPENSSL_free(encoded);
    EC_KEY *half = key ? EVP_PKEY_get1_EC_KEY(key) : NULL;
    EVP_PKEY_free(key);
    key = NULL;
    if (half && EC_KEY_set_method(half, tpm_method) && EVP_PKEY_up_ref(inTPM)) {
        if (EC_KEY_set_ex_data(half, tpm_slot, inTPM)) {
            key = EVP_PKEY_new();
            if (key && !EVP_PKEY_set1_EC_KEY(key, half)) {
                EVP_PKEY_free(key);
                key = NULL;
            }
        } else {
            EVP_PKEY_free(inTPM);
        }
    }
    EC_KEY_free(half);
    return key;
}
