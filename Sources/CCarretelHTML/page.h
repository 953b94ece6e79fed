#pragma once

#include "carretel_html.h"

#include <stddef.h>

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>

struct carretel_html_query {
    xmlXPathCompExprPtr expression;
    struct carretel_html_query *next;
};

struct carretel_html_page {
    xmlDocPtr document;
    /* Elements by number; an element has its number, from 1, in `_private`. */
    xmlNodePtr *elements;
    size_t count;
    size_t room;
    xmlXPathContextPtr context;
    struct carretel_html_query *queries;
    int64_t *found;
    size_t found_room;
    uint8_t *text;
    size_t text_count;
    size_t text_room;
};

/* The element of that number; the document for -1; NULL for a number that is none. */
xmlNodePtr page_node(const struct carretel_html_page *page, int64_t element);
/* Keeps the library from writing to standard error; holds for the calling thread. */
void page_silence(void);
