// QR codes (ISO/IEC 18004) written and read by zxing-cpp.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Writes a QR code of a text in UTF-8, in the smallest size that it fits, without a margin, with correction level M.
///
/// - Parameters:
///   - modules: gets a byte for each module, row by row, 1 for black; room for 177 * 177 of them.
/// - Returns: the number of modules in a row; 0 where the text is too long.
int CZXing_write(const char *text, size_t length, uint8_t modules[177 * 177]);

/// Reads a QR code somewhere in a picture of grey bytes, 0 for black.
///
/// - Parameters:
///   - text: gets its bytes.
/// - Returns: how many bytes it has; 0 where none was found, or `capacity` was too small.
size_t CZXing_read(const uint8_t *picture, int width, int height, uint8_t *text, size_t capacity);

#ifdef __cplusplus
}
#endif
