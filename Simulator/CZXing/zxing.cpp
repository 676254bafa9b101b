#define ZX_USE_UTF8
#include "CZXing.h"
#include <ZXing/BitMatrix.h>
#include <ZXing/CharacterSet.h>
#include <ZXing/MultiFormatWriter.h>
#include <ZXing/ReadBarcode.h>
#include <cstring>
#include <exception>
#include <string>

using namespace ZXing;

int CZXing_write(const char *text, size_t length, uint8_t modules[177 * 177]) {
    try {
        // Levels go from 0 to 8 over all kinds of code; 4 is QR's M: it mends 15 %.
        auto writer = MultiFormatWriter(BarcodeFormat::QRCode).setEncoding(CharacterSet::UTF8).setMargin(0).setEccLevel(4);
        auto matrix = writer.encode(std::string(text, length), 0, 0);
        int side = matrix.width();
        if (side < 21 || side > 177) { return 0; }
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) { modules[y * side + x] = matrix.get(x, y) ? 1 : 0; }
        }
        return side;
    } catch (const std::exception &) {
        return 0;
    }
}

size_t CZXing_read(const uint8_t *picture, int width, int height, uint8_t *text, size_t capacity) {
    try {
        DecodeHints hints;
        hints.setFormats(BarcodeFormat::QRCode).setTryHarder(true).setTryRotate(true);
        auto result = ReadBarcode(ImageView(picture, width, height, ImageFormat::Lum), hints);
        if (!result.isValid()) { return 0; }
        auto &bytes = result.bytes();
        if (bytes.size() > capacity) { return 0; }
        std::memcpy(text, bytes.data(), bytes.size());
        return bytes.size();
    } catch (const std::exception &) {
        return 0;
    }
}
