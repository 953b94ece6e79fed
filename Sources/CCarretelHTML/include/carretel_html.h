/*
 * carretel_html - libxml2's HTML parser and XPath behind plain functions and opaque types
 *
 * libxml2's headers stay out of Swift this way. Pages may be made on any thread and at the same time; one page belongs
 * to one thread at a time. Nothing is ever loaded from anywhere or written to standard error.
 */
#pragma once

#include <stdint.h>

struct carretel_html_page;
struct carretel_html_query;

/* How something ended. */
#define CARRETEL_HTML_DONE 0
#define CARRETEL_HTML_NO_MEMORY 1
#define CARRETEL_HTML_TOO_DEEP 2
#define CARRETEL_HTML_TOO_MANY_ELEMENTS 3
#define CARRETEL_HTML_TOO_MANY_ATTRIBUTES 4
#define CARRETEL_HTML_TOO_LATE 5
#define CARRETEL_HTML_INVALID 6
#define CARRETEL_HTML_TOO_COSTLY 7
/* The expression gives something that is no set of elements. */
#define CARRETEL_HTML_NO_ELEMENTS 8

/* Encodings of a page. In UTF-8 a byte that does not belong there counts as one of windows-1252. */
#define CARRETEL_HTML_UTF8 0
#define CARRETEL_HTML_WINDOWS_1252 1
#define CARRETEL_HTML_ISO_8859_15 2
#define CARRETEL_HTML_UTF16_LE 3
#define CARRETEL_HTML_UTF16_BE 4

/* Sets the library up, once a process and before any thread uses it. */
void carretel_html_set_up(void);

/* Pages */

struct carretel_html_limits {
    int64_t depth;
    int64_t elements;
    /* Of one element. */
    int64_t attributes;
    int64_t nanoseconds;
    /* What looking at the page may take, all calls together: time, and the bytes of texts with a byte for each node. */
    int64_t looking_nanoseconds;
    uint64_t text;
};

/* Reads a page, whose bytes are not needed afterwards. */
int carretel_html_page_make(const uint8_t *bytes, uint64_t count, int charset, struct carretel_html_limits limits,
                            struct carretel_html_page **page);
/* Frees its queries too. */
void carretel_html_page_free(struct carretel_html_page *page);

/* Elements are numbered from 0 in the order of the page. */
int64_t carretel_html_count(const struct carretel_html_page *page);
/* In lower case; NULL for a number that is none. Lives as long as the page. */
const char *carretel_html_name(const struct carretel_html_page *page, int64_t element);
/* NULL when there is none. Lives as long as the page. */
const char *carretel_html_attribute(const struct carretel_html_page *page, int64_t element, const char *name);
/* The text within an element, or the whole page for -1. `text` lives until the next call. Ends with
   CARRETEL_HTML_TOO_COSTLY when no more text may be read, CARRETEL_HTML_TOO_LATE when the time is over. */
int carretel_html_text(struct carretel_html_page *page, int64_t element, const uint8_t **text, uint64_t *count);
/* Whether the text of an element is a part of the other's: it stands within it, and not in what is no text there. */
int carretel_html_is_text_of(const struct carretel_html_page *page, int64_t element, int64_t other);

/* Queries: XPath 1.0, compiled for one page. */

/* On CARRETEL_HTML_INVALID `place` is where in the expression, in bytes, or -1. */
int carretel_html_query_make(struct carretel_html_page *page, const char *expression, struct carretel_html_query **query,
                             int64_t *place);
/* The elements an expression gives, seen from an element or, for -1, from the page, in the order of the page. At most
   `operations` of the library's steps are spent. `found` lives until the next call. Ends with CARRETEL_HTML_TOO_LATE
   when the time for looking at the page is over. */
int carretel_html_query_run(struct carretel_html_page *page, struct carretel_html_query *query, int64_t element,
                            uint64_t operations, const int64_t **found, uint64_t *count);
