#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CCurl.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

// Each block begins with its size, so that all of it can be overwritten when it is freed.
typedef union {
    size_t size;
    max_align_t alignment;
} Header;

static void *allocate(size_t size) {
    if (size > SIZE_MAX - sizeof(Header)) return NULL;
    Header *header = malloc(sizeof(Header) + size);
    if (!header) return NULL;
    header->size = size;
    return header + 1;
}

static void release(void *block) {
    if (!block) return;
    Header *header = (Header *)block - 1;
    explicit_bzero(block, header->size);
    free(header);
}

static void *allocate_again(void *block, size_t size) {
    if (!block) return allocate(size);
    size_t old = ((Header *)block - 1)->size;
    void *moved = allocate(size);
    if (!moved) return NULL;
    memcpy(moved, block, old < size ? old : size);
    release(block);
    return moved;
}

static char *duplicate(const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = allocate(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

static void *allocate_zeroed(size_t count, size_t size) {
    if (size && count > SIZE_MAX / size) return NULL;
    void *block = allocate(count * size);
    return block ? memset(block, 0, count * size) : NULL;
}

CURLcode CCurl_global_init(void) {
    return curl_global_init_mem(
        CURL_GLOBAL_DEFAULT, allocate, release, allocate_again, duplicate, allocate_zeroed);
}

void *CCurl_grow_mapping(void *mapping, size_t length, size_t newLength) {
    void *moved = mremap(mapping, length, newLength, MREMAP_MAYMOVE);
    return moved == MAP_FAILED ? NULL : moved;
}
