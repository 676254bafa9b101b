// OpenSSL 3 as Swift sees it: the headers, and an inline function for each macro, variadic function
// and typed stack that Swift cannot import.
#ifndef COPENSSL_H
#define COPENSSL_H

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/conf.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/ocsp.h>
#include <openssl/opensslv.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <string.h>

// Memory

static inline void COpenSSL_free(void *pointer) { OPENSSL_free(pointer); }

static inline long COpenSSL_BIO_get_mem_data(BIO *bio, char **data) { return BIO_get_mem_data(bio, data); }

// Names

/// RFC 2253, with characters beyond ASCII as UTF-8 and not escaped, so that Japanese names stay readable.
static inline unsigned long COpenSSL_name_flags(void) { return XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB; }

// Keys

static inline EVP_PKEY *COpenSSL_generate_rsa(unsigned int bits) { return EVP_RSA_gen((size_t)bits); }

static inline EVP_PKEY *COpenSSL_generate_ec(const char *curve) { return EVP_EC_gen(curve); }

// Stacks of certificates

static inline STACK_OF(X509) *COpenSSL_sk_X509_new(void) { return sk_X509_new_null(); }

static inline int COpenSSL_sk_X509_num(const STACK_OF(X509) *stack) { return stack ? sk_X509_num(stack) : 0; }

static inline X509 *COpenSSL_sk_X509_value(const STACK_OF(X509) *stack, int index) {
    return sk_X509_value(stack, index);
}

/// Adds a reference of its own; 0 is failure and leaves the caller's reference alone.
static inline int COpenSSL_sk_X509_push_retained(STACK_OF(X509) *stack, X509 *certificate) {
    if (!X509_up_ref(certificate)) return 0;
    if (sk_X509_push(stack, certificate) > 0) return 1;
    X509_free(certificate);
    return 0;
}

/// Frees the stack and one reference to each certificate in it.
static inline void COpenSSL_sk_X509_pop_free(STACK_OF(X509) *stack) { sk_X509_pop_free(stack, X509_free); }

// Extensions

static inline int COpenSSL_sk_ACCESS_DESCRIPTION_num(const AUTHORITY_INFO_ACCESS *stack) {
    return sk_ACCESS_DESCRIPTION_num(stack);
}

static inline ACCESS_DESCRIPTION *COpenSSL_sk_ACCESS_DESCRIPTION_value(const AUTHORITY_INFO_ACCESS *stack, int index) {
    return sk_ACCESS_DESCRIPTION_value(stack, index);
}

/// The access location when it is a URI, else NULL.
static inline const ASN1_IA5STRING *COpenSSL_access_uri(const ACCESS_DESCRIPTION *access) {
    return access->location->type == GEN_URI ? access->location->d.uniformResourceIdentifier : NULL;
}

static inline int COpenSSL_sk_DIST_POINT_num(const CRL_DIST_POINTS *stack) { return sk_DIST_POINT_num(stack); }

/// The first URI of a distribution point's full name, else NULL.
static inline const ASN1_IA5STRING *COpenSSL_distribution_point_uri(const CRL_DIST_POINTS *stack, int index) {
    DIST_POINT *point = sk_DIST_POINT_value(stack, index);
    if (!point || !point->distpoint || point->distpoint->type != 0) return NULL;
    GENERAL_NAMES *names = point->distpoint->name.fullname;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        if (name->type == GEN_URI) return name->d.uniformResourceIdentifier;
    }
    return NULL;
}

static inline DIST_POINT *COpenSSL_sk_DIST_POINT_value(const CRL_DIST_POINTS *stack, int index) {
    return sk_DIST_POINT_value(stack, index);
}

/// The full name of a distribution point, else NULL.
static inline const GENERAL_NAMES *COpenSSL_full_name(const DIST_POINT_NAME *name) {
    return name && name->type == 0 ? name->name.fullname : NULL;
}

/// The name of a distribution point that is told relative to `issuer`, in full; NULL when it is not
/// told so. Freed with the point.
static inline const X509_NAME *COpenSSL_relative_name(DIST_POINT_NAME *name, const X509_NAME *issuer) {
    if (!name || name->type != 1) return NULL;
    if (!name->dpname && !DIST_POINT_set_dpname(name, issuer)) return NULL;
    return name->dpname;
}

static inline int COpenSSL_sk_GENERAL_NAME_num(const GENERAL_NAMES *stack) {
    return stack ? sk_GENERAL_NAME_num(stack) : 0;
}

static inline GENERAL_NAME *COpenSSL_sk_GENERAL_NAME_value(const GENERAL_NAMES *stack, int index) {
    return sk_GENERAL_NAME_value(stack, index);
}

/// The name when it is a directory's, else NULL.
static inline const X509_NAME *COpenSSL_directory_name(const GENERAL_NAME *name) {
    return name->type == GEN_DIRNAME ? name->d.directoryName : NULL;
}

static inline int COpenSSL_sk_POLICYINFO_num(const CERTIFICATEPOLICIES *stack) { return sk_POLICYINFO_num(stack); }

static inline const ASN1_OBJECT *COpenSSL_policy_object(const CERTIFICATEPOLICIES *stack, int index) {
    return sk_POLICYINFO_value(stack, index)->policyid;
}

static inline int COpenSSL_sk_ASN1_OBJECT_num(const EXTENDED_KEY_USAGE *stack) { return sk_ASN1_OBJECT_num(stack); }

static inline const ASN1_OBJECT *COpenSSL_sk_ASN1_OBJECT_value(const EXTENDED_KEY_USAGE *stack, int index) {
    return sk_ASN1_OBJECT_value(stack, index);
}

// Revocation lists as OpenSSL holds them: for those who compare

static inline STACK_OF(X509_CRL) *COpenSSL_sk_X509_CRL_new(void) { return sk_X509_CRL_new_null(); }

/// Takes over the caller's reference, also where it fails.
static inline int COpenSSL_sk_X509_CRL_push(STACK_OF(X509_CRL) *stack, X509_CRL *list) {
    if (sk_X509_CRL_push(stack, list) > 0) return 1;
    X509_CRL_free(list);
    return 0;
}

/// Frees the stack and each list in it.
static inline void COpenSSL_sk_X509_CRL_pop_free(STACK_OF(X509_CRL) *stack) {
    sk_X509_CRL_pop_free(stack, X509_CRL_free);
}

// CMS

static inline int COpenSSL_sk_CMS_SignerInfo_num(const STACK_OF(CMS_SignerInfo) *stack) {
    return stack ? sk_CMS_SignerInfo_num(stack) : 0;
}

static inline CMS_SignerInfo *COpenSSL_sk_CMS_SignerInfo_value(const STACK_OF(CMS_SignerInfo) *stack, int index) {
    return sk_CMS_SignerInfo_value(stack, index);
}

// Keys that never leave a device

/// The key that a PKCS#11 token holds under a URI (RFC 7512), by libp11's engine; NULL where it cannot be had.
///
/// - module: the token's own library; NULL for p11-kit's, which knows the installed ones.
/// - pin: tried once, and kept by the engine for as long as the key lives.
EVP_PKEY *COpenSSL_token_key(const char *uri, const char *module, const char *pin);

/// Makes TPM 2.0 keys known to this process. 1 is success.
int COpenSSL_use_tpm(void);

/// A new P-256 key that only this machine's TPM can use; NULL where there is none.
EVP_PKEY *COpenSSL_new_tpm_key(void);

/// A key that signs by the TPM's, wherever OpenSSL has a use for it; NULL for one that is on no curve. It holds the
/// TPM's key for as long as it lives.
EVP_PKEY *COpenSSL_signing_tpm_key(EVP_PKEY *inTPM);

#endif
