// What NIOSSL's BoringSSL can do and NIOSSL has no function for.
#ifndef CNIOSTAPLE_H
#define CNIOSTAPLE_H

#include <stddef.h>
#include <stdint.h>

/// Has every connection of an SSL_CTX staple this OCSP answer, which is copied. 1 is success.
int CNIOStaple_set(void *context, const uint8_t *answer, size_t length);

#endif
