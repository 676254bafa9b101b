// liblzma, and what of it Swift cannot read: a macro that initialises a structure.
#ifndef CLZMA_SHIM_H
#define CLZMA_SHIM_H

#include <lzma.h>

/// LZMA2, by its number in the .xz format.
static const lzma_vli CLZMA_LZMA2 = LZMA_FILTER_LZMA2;

/// Ends a list of filters.
static const lzma_vli CLZMA_END = LZMA_VLI_UNKNOWN;

static inline lzma_options_lzma CLZMA_options(uint32_t preset) {
    lzma_options_lzma options;
    lzma_lzma_preset(&options, preset);
    return options;
}

#endif
