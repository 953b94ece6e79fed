#pragma once

#include "carretel_html.h"

#include <stddef.h>

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>

#include "arena.h"

struct carretel_html_query {
    xmlXPathCompExprPtr expression;
    struct carretel_html_query *next;
};

struct carretel_html_page {
    /* Holds all that the library knows of the page. */
    struct arena *arena;
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
    /* What may still be spent on looking at the page. */
    int64_t looking_left;
    uint64_t text_left;
};

/* The element of that number; the document for -1; NULL for a number that is none. */
xmlNodePtr page_node(const struct carretel_html_page *page, int64_t element);
/* Around the library's work on a page, which is silent and takes its memory from the page's. */
void page_begin(struct carretel_html_page *page);
void page_end(void);
/* Nanoseconds of a clock that only goes forward. */
int64_t page_now(void);
/* Takes what has passed since then off the time for looking at the page. */
void page_spend(struct carretel_html_page *page, int64_t since);
