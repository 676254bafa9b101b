// qpdf's C interface, and what that leaves out: the tokens of a content stream.
#pragma once
#include <qpdf/qpdf-c.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The kinds of token that a content stream has (ISO 32000-1 §7.8.2).
typedef enum {
    CQPDF_token_bad,
    CQPDF_token_word,
    CQPDF_token_name,
    CQPDF_token_string,
    CQPDF_token_number,
    CQPDF_token_array_open,
    CQPDF_token_array_close,
    CQPDF_token_other,
} CQPDF_token_kind;

/// Calls `take` with each token in turn: names with their slash, strings as the bytes that they mean. It ends early
/// where `take` answers 0.
///
/// - Returns: 0 when the end was reached or `take` ended it; 1 when qpdf failed.
int CQPDF_tokens(
    const unsigned char *data, size_t length,
    int (*take)(CQPDF_token_kind kind, const char *value, size_t length, void *context), void *context);

#ifdef __cplusplus
}
#endif
