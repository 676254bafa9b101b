// libcurl as Swift sees it: its header, an inline function for each variadic function, and the parts of
// libssl that reach into the connections libcurl makes.
#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

/// Like `curl_global_init`, with memory that is overwritten with zeros before it is given back: libcurl's
/// buffers hold what residents are sent.
CURLcode CCurl_global_init(void);

/// `mremap` that may move the mapping: pages move, bytes are not copied. NULL where the kernel refuses.
void *CCurl_grow_mapping(void *mapping, size_t length, size_t newLength);

// Options of an easy handle

static inline CURLcode CCurl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode CCurl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode CCurl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode CCurl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode CCurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

/// For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
static inline CURLcode CCurl_set_sink(
    CURL *handle, CURLoption option, size_t (*sink)(char *bytes, size_t size, size_t count, void *context)) {
    return curl_easy_setopt(handle, option, sink);
}

static inline CURLcode CCurl_set_context_function(
    CURL *handle, CURLcode (*function)(CURL *handle, void *sslContext, void *context)) {
    return curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, function);
}

static inline CURLcode CCurl_set_before_request(
    CURL *handle, int (*function)(void *context, char *address, char *localAddress, int port, int localPort)) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, function);
}

static inline CURLMcode CCurl_multi_set_long(CURLM *handle, CURLMoption option, long value) {
    return curl_multi_setopt(handle, option, value);
}

// What an easy handle knows

static inline long CCurl_response_code(CURL *handle) {
    long code = 0;
    return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code) == CURLE_OK ? code : 0;
}

/// Valid until the handle's next transfer; NULL where the answer named none.
static inline const char *CCurl_content_type(CURL *handle) {
    char *type = NULL;
    return curl_easy_getinfo(handle, CURLINFO_CONTENT_TYPE, &type) == CURLE_OK ? type : NULL;
}

/// The TLS connection that the handle's transfer uses at this moment, or NULL. Only within a callback.
static inline SSL *CCurl_connection(CURL *handle) {
    struct curl_tlssessioninfo *info = NULL;
    if (curl_easy_getinfo(handle, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || !info) return NULL;
    return info->backend == CURLSSLBACKEND_OPENSSL ? (SSL *)info->internals : NULL;
}

/// Microseconds from the start to the end of a step, such as CURLINFO_CONNECT_TIME_T; -1 where it is not known.
static inline int64_t CCurl_time(CURL *handle, CURLINFO step) {
    curl_off_t microseconds = -1;
    return curl_easy_getinfo(handle, step, &microseconds) == CURLE_OK ? microseconds : -1;
}

// libssl

/// A place in each SSL_CTX for a pointer of ours; `release` is called with it when the context goes.
static inline int CCurl_new_context_slot(
    void (*release)(void *parent, void *pointer, CRYPTO_EX_DATA *data, int slot, long argument, void *context)) {
    return CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_CTX, 0, NULL, NULL, NULL, release);
}

static inline void CCurl_release_idle_buffers(SSL_CTX *context) { SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS); }

static inline int CCurl_add_chain_certificate(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

static inline uint64_t CCurl_option_cleanse_plaintext(void) { return SSL_OP_CLEANSE_PLAINTEXT; }
static inline uint64_t CCurl_option_no_renegotiation(void) { return SSL_OP_NO_RENEGOTIATION; }

#endif
