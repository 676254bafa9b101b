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

/// Asks servers to staple the status of their certificate (RFC 6066 §8), and has `judge` called in each handshake,
/// after the certificate's own verification, whether or not a status came: 1 goes on, 0 ends the handshake.
static inline int CCurl_require_status(SSL_CTX *context, int (*judge)(SSL *connection, void *context)) {
    return SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp) == 1
        && SSL_CTX_set_tlsext_status_cb(context, judge) == 1;
}

/// The status that the server stapled, or NULL; lives as long as the connection.
static inline const unsigned char *CCurl_stapled_status(SSL *connection, long *length) {
    const unsigned char *bytes = NULL;
    *length = SSL_get_tlsext_status_ocsp_resp(connection, &bytes);
    return *length > 0 ? bytes : NULL;
}

/// A certificate of the server's verified chain, 0 its own, or NULL; lives as long as the connection.
static inline X509 *CCurl_verified_certificate(SSL *connection, int index) {
    STACK_OF(X509) *chain = SSL_get0_verified_chain(connection);
    return chain && index < sk_X509_num(chain) ? sk_X509_value(chain, index) : NULL;
}

/// OpenSSL's verdict on the server's chain in the handle's last connection (X509_V_…).
static inline long CCurl_verify_result(CURL *handle) {
    long code = X509_V_OK;
    return curl_easy_getinfo(handle, CURLINFO_SSL_VERIFYRESULT, &code) == CURLE_OK ? code : X509_V_OK;
}

/// A place in each session for a number of ours.
static inline int CCurl_new_session_slot(void) {
    return CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_SESSION, 0, NULL, NULL, NULL, NULL);
}

/// Notes a number on the connection's session, and on those that the server gives tickets for.
static inline int CCurl_note_session(SSL *connection, int slot, int64_t number) {
    SSL_SESSION *session = SSL_get_session(connection);
    return session && SSL_SESSION_set_ex_data(session, slot, (void *)(intptr_t)number) == 1;
}

/// The number that was noted on the connection's session; 0: none.
static inline int64_t CCurl_session_note(SSL *connection, int slot) {
    SSL_SESSION *session = SSL_get_session(connection);
    return session ? (int64_t)(intptr_t)SSL_SESSION_get_ex_data(session, slot) : 0;
}

// Sessions that transfers of one thread share

static inline CURLSHcode CCurl_share_sessions(CURLSH *share) {
    return curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

static inline uint64_t CCurl_option_cleanse_plaintext(void) { return SSL_OP_CLEANSE_PLAINTEXT; }
static inline uint64_t CCurl_option_no_renegotiation(void) { return SSL_OP_NO_RENEGOTIATION; }

#endif
