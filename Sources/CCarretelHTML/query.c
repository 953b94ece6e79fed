#include "page.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/xpathInternals.h>

/* Of how many results the library keeps the memory for the next. */
#define KEPT_OBJECTS 100

static xmlXPathContextPtr context_of(struct carretel_html_page *page)
{
    if (page->context == NULL) {
        page->context = xmlXPathNewContext(page->document);
        if (page->context != NULL)
            xmlXPathContextSetCache(page->context, 1, KEPT_OBJECTS, 0);
    }
    return page->context;
}

static int make_query(struct carretel_html_page *page, const char *expression, struct carretel_html_query **query,
                      int64_t *place)
{
    *place = -1;
    xmlXPathContextPtr context = context_of(page);
    struct carretel_html_query *made = context != NULL ? calloc(1, sizeof *made) : NULL;
    if (made == NULL)
        return CARRETEL_HTML_NO_MEMORY;
    xmlResetError(&context->lastError);
    made->expression = xmlXPathCtxtCompile(context, BAD_CAST expression);
    if (made->expression == NULL) {
        int code = context->lastError.code;
        if (context->lastError.str1 != NULL)
            *place = context->lastError.int1;
        free(made);
        return code == XML_ERR_NO_MEMORY ? CARRETEL_HTML_NO_MEMORY : CARRETEL_HTML_INVALID;
    }
    made->next = page->queries;
    page->queries = made;
    *query = made;
    return CARRETEL_HTML_DONE;
}

static int is_within(xmlNodePtr node, xmlNodePtr root)
{
    for (node = node->parent; node != NULL; node = node->parent)
        if (node == root)
            return 1;
    return 0;
}

static int by_number(const void *one, const void *other)
{
    int64_t left = *(const int64_t *)one, right = *(const int64_t *)other;
    return left < right ? -1 : left > right;
}

static int take(struct carretel_html_page *page, xmlXPathObjectPtr result, xmlNodePtr root, uint64_t *count)
{
    size_t all = result->nodesetval != NULL ? (size_t)result->nodesetval->nodeNr : 0;
    if (page->found_room < all) {
        int64_t *found = realloc(page->found, all * sizeof *found);
        if (found == NULL)
            return CARRETEL_HTML_NO_MEMORY;
        page->found = found;
        page->found_room = all;
    }
    *count = 0;
    int is_sorted = 1;
    for (size_t index = 0; index < all; index++) {
        xmlNodePtr node = result->nodesetval->nodeTab[index];
        if (node->type != XML_ELEMENT_NODE)
            return CARRETEL_HTML_NO_ELEMENTS;
        if (!is_within(node, root))
            continue;
        int64_t number = (int64_t)(uintptr_t)node->_private - 1;
        is_sorted &= *count == 0 || page->found[*count - 1] < number;
        page->found[(*count)++] = number;
    }
    if (!is_sorted)
        qsort(page->found, *count, sizeof *page->found, by_number);
    return CARRETEL_HTML_DONE;
}

static int end_of(int code)
{
    switch (code) {
    case XPATH_OP_LIMIT_EXCEEDED + XML_XPATH_EXPRESSION_OK - XPATH_EXPRESSION_OK:
    case XPATH_RECURSION_LIMIT_EXCEEDED + XML_XPATH_EXPRESSION_OK - XPATH_EXPRESSION_OK:
        return CARRETEL_HTML_TOO_COSTLY;
    case XML_ERR_NO_MEMORY: return CARRETEL_HTML_NO_MEMORY;
    default: return CARRETEL_HTML_INVALID;
    }
}

static int run_query(struct carretel_html_page *page, struct carretel_html_query *query, int64_t element,
                     uint64_t operations, const int64_t **found, uint64_t *count)
{
    *found = NULL;
    *count = 0;
    xmlXPathContextPtr context = context_of(page);
    xmlNodePtr root = page_node(page, element);
    if (root == NULL)
        return CARRETEL_HTML_DONE;
    xmlResetError(&context->lastError);
    context->node = root;
    context->opLimit = operations;
    context->opCount = 0;
    xmlXPathObjectPtr result = xmlXPathCompiledEval(query->expression, context);
    if (result == NULL)
        return end_of(context->lastError.code);
    int end = result->type == XPATH_NODESET ? take(page, result, root, count) : CARRETEL_HTML_NO_ELEMENTS;
    xmlXPathFreeObject(result);
    *found = page->found;
    return end;
}

int carretel_html_query_make(struct carretel_html_page *page, const char *expression, struct carretel_html_query **query,
                             int64_t *place)
{
    page_begin(page);
    int end = make_query(page, expression, query, place);
    page_end();
    return end;
}

int carretel_html_query_run(struct carretel_html_page *page, struct carretel_html_query *query, int64_t element,
                            uint64_t operations, const int64_t **found, uint64_t *count)
{
    if (page->looking_left <= 0)
        return CARRETEL_HTML_TOO_LATE;
    int64_t begin = page_now();
    page_begin(page);
    int end = run_query(page, query, element, operations, found, count);
    page_end();
    page_spend(page, begin);
    return end;
}
