internal import CPango

/// Turns text into lines of glyphs, with one font and no other.
///
/// It owns a font map and a context of its own and is used by one thread at a time: Pango is thread-safe as long as
/// these objects are not shared.
final class Typesetter {
    /// The one font: it holds the name characters of Japan's registers (文字情報基盤) with their variation sequences.
    static let family = "IPAmjMincho"

    private let fontMap: UnsafeMutablePointer<PangoFontMap>
    private let context: OpaquePointer
    private let font: UnsafeMutablePointer<PangoFont>
    private let family: String

    /// - Throws: `fontMissing` when fontconfig would give another family in this one's place.
    init(family: String = Typesetter.family) throws(DocumentError) {
        guard let fontMap = pango_cairo_font_map_new() else { throw DocumentError(.fontMissing) }
        // One user unit is a point: sizes are then points without a resolution in between.
        pango_cairo_font_map_set_resolution(OpaquePointer(fontMap), 72)
        guard let context = pango_font_map_create_context(fontMap) else {
            g_object_unref(fontMap)
            throw DocumentError(.fontMissing)
        }
        let options = cairo_font_options_create()
        // Paper, not a screen: outlines and advances as the font has them.
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
        pango_context_set_round_glyph_positions(context, 0)
        pango_context_set_language(context, pango_language_from_string("ja"))

        let description = Self.description(family: family, size: 10)
        defer { pango_font_description_free(description) }
        guard let font = pango_font_map_load_font(fontMap, context, description) else {
            g_object_unref(UnsafeMutableRawPointer(context))
            g_object_unref(fontMap)
            throw DocumentError(.fontMissing)
        }
        self.fontMap = fontMap
        self.context = context
        self.font = font
        self.family = family
        guard Self.postScriptName(of: font) == family else { throw DocumentError(.fontMissing) }
    }

    deinit {
        g_object_unref(font)
        g_object_unref(UnsafeMutableRawPointer(context))
        g_object_unref(fontMap)
    }

    /// Sets one text.
    ///
    /// - Parameters:
    ///   - size: In points.
    ///   - width: Where to break lines, in millimetres; nil for one line of any length.
    ///   - row: The row of the form, for the error.
    /// - Throws: `characterMissing` rather than drawing a box or another variant.
    func text(_ string: String, size: Double, width: Double? = nil, row: String) throws(DocumentError) -> TextBlock {
        guard covers(string), let layout = pango_layout_new(context) else {
            throw DocumentError(.characterMissing, row: row)
        }
        let block = TextBlock(owning: layout, size: size)
        let description = Self.description(family: family, size: size)
        pango_layout_set_font_description(layout, description)
        pango_font_description_free(description)
        let attributes = pango_attr_list_new()
        pango_attr_list_insert(attributes, pango_attr_fallback_new(0))
        pango_layout_set_attributes(layout, attributes)
        pango_attr_list_unref(attributes)
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        if let width { pango_layout_set_width(layout, Int32((width * TextBlock.unitsPerMillimetre).rounded())) }
        string.withCString { pango_layout_set_text(layout, $0, Int32(string.utf8.count)) }
        guard pango_layout_get_unknown_glyphs_count(layout) == 0 else {
            throw DocumentError(.characterMissing, row: row)
        }
        return block
    }

    /// Sets one text in the first of `sizes` at which it takes at most two lines, or in the last of them.
    func text(
        _ string: String, sizes: [Double], width: Double, row: String
    ) throws(DocumentError) -> TextBlock {
        for size in sizes.dropLast() {
            let block = try text(string, size: size, width: width, row: row)
            if block.lineCount <= 2 { return block }
        }
        return try text(string, size: sizes.last ?? 10, width: width, row: row)
    }

    /// Whether the font has every character of the text, and every variant that a selector asks for.
    ///
    /// Pango would draw an unknown variant as the plain character, which on a register is another name.
    func covers(_ string: String) -> Bool {
        let scalars = Array(string.unicodeScalars)
        for (index, scalar) in scalars.enumerated() where !Self.isVariationSelector(scalar) {
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            let selector = next.flatMap { Self.isVariationSelector($0) ? $0 : nil }
            if glyph(for: scalar, selector: selector) == nil { return false }
        }
        return scalars.first.map { !Self.isVariationSelector($0) } ?? true
    }

    /// The font's glyph for a character, in the variant that the selector names.
    func glyph(for scalar: Unicode.Scalar, selector: Unicode.Scalar? = nil) -> UInt32? {
        var glyph: hb_codepoint_t = 0
        let face = pango_font_get_hb_font(font)
        let found: hb_bool_t
        if let selector {
            found = hb_font_get_variation_glyph(face, scalar.value, selector.value, &glyph)
        } else {
            found = hb_font_get_nominal_glyph(face, scalar.value, &glyph)
        }
        return found != 0 && glyph != 0 ? glyph : nil
    }

    private static func isVariationSelector(_ scalar: Unicode.Scalar) -> Bool {
        (0xFE00...0xFE0F).contains(scalar.value) || (0xE0100...0xE01EF).contains(scalar.value)
    }

    private static func description(family: String, size: Double) -> OpaquePointer? {
        let description = pango_font_description_new()
        pango_font_description_set_family(description, family)
        pango_font_description_set_absolute_size(description, size * Double(PANGO_SCALE))
        return description
    }

    /// The name that the font file itself bears, the same in every language; the family's name that fontconfig gives
    /// is IPAmj明朝 when the locale is Japanese.
    private static func postScriptName(of font: UnsafeMutablePointer<PangoFont>) -> String {
        let face = hb_font_get_face(pango_font_get_hb_font(font))
        // PostScript names have at most 63 characters (Adobe Technical Note 5902).
        var name = [CChar](repeating: 0, count: 64)
        var length = UInt32(name.count)
        let language = hb_language_from_string("en", 2)
        hb_ot_name_get_utf8(face, hb_ot_name_id_t(HB_OT_NAME_ID_POSTSCRIPT_NAME), language, &length, &name)
        return String(decoding: name.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
