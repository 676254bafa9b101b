#include "CNIOStaple.h"

// BoringSSL's SSL_CTX_set_ocsp_response, under the prefix that swift-nio-ssl gives its copy.
extern int CNIOBoringSSL_SSL_CTX_set_ocsp_response(void *context, const uint8_t *answer, size_t length);

int CNIOStaple_set(void *context, const uint8_t *answer, size_t length) {
    return CNIOBoringSSL_SSL_CTX_set_ocsp_response(context, answer, length);
}
