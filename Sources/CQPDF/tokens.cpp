// qpdf's own smart pointer became the standard one with qpdf 11; this is its newer half.
#define POINTERHOLDER_TRANSITION 4
#include "CQPDF.h"
#include <exception>
#include <memory>
#include <qpdf/Buffer.hh>
#include <qpdf/BufferInputSource.hh>
#include <qpdf/QPDFTokenizer.hh>

static CQPDF_token_kind kind(QPDFTokenizer::token_type_e type) {
    switch (type) {
    case QPDFTokenizer::tt_bad: return CQPDF_token_bad;
    case QPDFTokenizer::tt_word: return CQPDF_token_word;
    case QPDFTokenizer::tt_name: return CQPDF_token_name;
    case QPDFTokenizer::tt_string: return CQPDF_token_string;
    case QPDFTokenizer::tt_integer:
    case QPDFTokenizer::tt_real: return CQPDF_token_number;
    case QPDFTokenizer::tt_array_open: return CQPDF_token_array_open;
    case QPDFTokenizer::tt_array_close: return CQPDF_token_array_close;
    default: return CQPDF_token_other;
    }
}

int CQPDF_tokens(
    const unsigned char *data, size_t length,
    int (*take)(CQPDF_token_kind kind, const char *value, size_t length, void *context), void *context) {
    try {
        // The buffer is read only; qpdf's own type does not say so.
        Buffer buffer(const_cast<unsigned char *>(data), length);
        std::shared_ptr<InputSource> input = std::make_shared<BufferInputSource>("content", &buffer);
        QPDFTokenizer tokenizer;
        tokenizer.allowEOF();
        while (true) {
            auto token = tokenizer.readToken(input, "content", true);
            if (token.getType() == QPDFTokenizer::tt_eof) { return 0; }
            const std::string &value = token.getValue();
            if (!take(kind(token.getType()), value.data(), value.size(), context)) { return 0; }
            if (token.isWord("ID")) {
                // An inline image's bytes are no tokens (§8.9.7).
                char space;
                input->read(&space, 1);
                tokenizer.expectInlineImage(input);
            }
        }
    } catch (const std::exception &) {
        return 1;
    }
}
