#include "source.h"

#include "carretel_html.h"

#define REPLACEMENT 0xFFFD
/* What one character may need. */
#define WIDEST 4

/* What windows-1252 has where ISO-8859-1 has controls that nobody uses. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

static uint32_t of_windows_1252(uint8_t byte) { return byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte; }

static uint32_t of_iso_8859_15(uint8_t byte)
{
    switch (byte) {
    case 0xA4: return 0x20AC;
    case 0xA6: return 0x0160;
    case 0xA8: return 0x0161;
    case 0xB4: return 0x017D;
    case 0xB8: return 0x017E;
    case 0xBC: return 0x0152;
    case 0xBD: return 0x0153;
    case 0xBE: return 0x0178;
    default: return byte;
    }
}

static int continues(const struct source *source, int at)
{
    return source->end - source->at > at && (source->at[at] & 0xC0) == 0x80;
}

/* The character at a byte of 0x80 or more. */
static uint32_t of_utf8(struct source *source)
{
    const uint8_t *at = source->at;
    uint32_t code = 0;
    int length = 0;
    if (at[0] >= 0xC2 && at[0] <= 0xDF && continues(source, 1)) {
        length = 2;
        code = (uint32_t)(at[0] & 0x1F) << 6 | (at[1] & 0x3F);
    } else if ((at[0] & 0xF0) == 0xE0 && continues(source, 1) && continues(source, 2)) {
        code = (uint32_t)(at[0] & 0x0F) << 12 | (uint32_t)(at[1] & 0x3F) << 6 | (at[2] & 0x3F);
        length = code >= 0x800 && (code < 0xD800 || code > 0xDFFF) ? 3 : 0;
    } else if (at[0] >= 0xF0 && at[0] <= 0xF4 && continues(source, 1) && continues(source, 2) && continues(source, 3)) {
        code = (uint32_t)(at[0] & 0x07) << 18 | (uint32_t)(at[1] & 0x3F) << 12 | (uint32_t)(at[2] & 0x3F) << 6 |
               (at[3] & 0x3F);
        length = code >= 0x10000 && code <= 0x10FFFF ? 4 : 0;
    }
    /* Pages are mixed in practice: a template in UTF-8 around values that were not. */
    if (length == 0)
        return of_windows_1252(*source->at++);
    source->at += length;
    return code;
}

static uint32_t next_unit(struct source *source)
{
    if (source->end - source->at < 2) {
        source->at = source->end;
        return REPLACEMENT;
    }
    uint32_t first = source->at[0], second = source->at[1];
    source->at += 2;
    return source->charset == CARRETEL_HTML_UTF16_BE ? first << 8 | second : second << 8 | first;
}

static uint32_t of_utf16(struct source *source)
{
    uint32_t unit = next_unit(source);
    if (unit < 0xD800 || unit > 0xDFFF)
        return unit;
    if (unit > 0xDBFF || source->end - source->at < 2)
        return REPLACEMENT;
    struct source ahead = *source;
    uint32_t low = next_unit(&ahead);
    if (low < 0xDC00 || low > 0xDFFF)
        return REPLACEMENT;
    *source = ahead;
    return 0x10000 + ((unit - 0xD800) << 10 | (low - 0xDC00));
}

static uint32_t next_code(struct source *source)
{
    switch (source->charset) {
    case CARRETEL_HTML_WINDOWS_1252: return of_windows_1252(*source->at++);
    case CARRETEL_HTML_ISO_8859_15: return of_iso_8859_15(*source->at++);
    case CARRETEL_HTML_UTF16_LE:
    case CARRETEL_HTML_UTF16_BE: return of_utf16(source);
    default: return *source->at < 0x80 ? *source->at++ : of_utf8(source);
    }
}

/* A line break after a CR is the same one. */
static void skip_line_feed(struct source *source)
{
    if (source->at == source->end)
        return;
    struct source ahead = *source;
    if (next_code(&ahead) == '\n')
        *source = ahead;
}

static char *put(char *out, uint32_t code)
{
    if (code < 0x80) {
        *out++ = (char)code;
    } else if (code < 0x800) {
        *out++ = (char)(0xC0 | code >> 6);
        *out++ = (char)(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        *out++ = (char)(0xE0 | code >> 12);
        *out++ = (char)(0x80 | (code >> 6 & 0x3F));
        *out++ = (char)(0x80 | (code & 0x3F));
    } else {
        *out++ = (char)(0xF0 | code >> 18);
        *out++ = (char)(0x80 | (code >> 12 & 0x3F));
        *out++ = (char)(0x80 | (code >> 6 & 0x3F));
        *out++ = (char)(0x80 | (code & 0x3F));
    }
    return out;
}

int source_read(struct source *source, char *buffer, int room)
{
    char *out = buffer;
    const char *last = buffer + room - WIDEST;
    int is_ascii_wide = source->charset < CARRETEL_HTML_UTF16_LE;
    while (source->at < source->end && out <= last) {
        while (is_ascii_wide && source->at < source->end && out <= last && *source->at >= 0x20 && *source->at < 0x80)
            *out++ = (char)*source->at++;
        if (source->at == source->end || out > last)
            break;
        uint32_t code = next_code(source);
        if (code == '\r') {
            skip_line_feed(source);
            code = '\n';
        }
        /* libxml2 takes NUL for the end and drops what follows other controls. */
        if (code == 0)
            continue;
        if (code < 0x20 && code != '\t' && code != '\n')
            code = ' ';
        if (code == 0xFFFE || code == 0xFFFF)
            code = REPLACEMENT;
        out = put(out, code);
    }
    return (int)(out - buffer);
}
