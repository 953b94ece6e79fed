#include "page.h"

#include <stdlib.h>
#include <time.h>

#include <libxml/HTMLtree.h>
#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>

#include "source.h"

/* One page being read. */
struct reading {
    struct carretel_html_page *page;
    struct source source;
    struct carretel_html_limits limits;
    int64_t deadline;
    /* Why no more is read; the tree is then thrown away. */
    int end;
};

static void ignore(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

static void ignore_structured(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

void page_begin(struct carretel_html_page *page)
{
    /* First, for this makes the library's own state of the thread, which stays. */
    xmlSetGenericErrorFunc(NULL, ignore);
    xmlSetStructuredErrorFunc(NULL, ignore_structured);
    arena_enter(page->arena);
}

void page_end(void)
{
    /* It is kept by thread, and its texts are of the page's memory. */
    xmlResetLastError();
    arena_enter(NULL);
}

void carretel_html_set_up(void)
{
    arena_set_up();
    xmlInitParser();
}

int64_t page_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void page_spend(struct carretel_html_page *page, int64_t since) { page->looking_left -= page_now() - since; }

/* The parser asks for some 4,000 bytes at a time, so the clock is looked at that often. An end that comes early ends
   the parser's work with no need for its own way to stop, which leaves pointers to a buffer that is gone. */
static int read_piece(void *context, char *buffer, int room)
{
    struct reading *reading = context;
    if (reading->end == CARRETEL_HTML_DONE && page_now() > reading->deadline)
        reading->end = CARRETEL_HTML_TOO_LATE;
    return reading->end == CARRETEL_HTML_DONE ? source_read(&reading->source, buffer, room) : 0;
}

static int note(struct carretel_html_page *page, xmlNodePtr element)
{
    if (page->count == page->room) {
        size_t room = page->room == 0 ? 256 : page->room * 2;
        xmlNodePtr *elements = realloc(page->elements, room * sizeof *elements);
        if (elements == NULL)
            return -1;
        page->elements = elements;
        page->room = room;
    }
    page->elements[page->count++] = element;
    element->_private = (void *)(uintptr_t)page->count;
    return 0;
}

static int64_t count_attributes(const xmlChar **attributes, int64_t limit)
{
    int64_t count = 0;
    while (attributes != NULL && attributes[2 * count] != NULL && count <= limit)
        count++;
    return count;
}

static void start_element(void *context, const xmlChar *name, const xmlChar **attributes)
{
    htmlParserCtxtPtr parser = context;
    struct reading *reading = parser->_private;
    const struct carretel_html_limits *limits = &reading->limits;
    if (reading->end != CARRETEL_HTML_DONE)
        return;
    if (parser->nodeNr >= limits->depth) {
        reading->end = CARRETEL_HTML_TOO_DEEP;
    } else if ((int64_t)reading->page->count >= limits->elements) {
        reading->end = CARRETEL_HTML_TOO_MANY_ELEMENTS;
    } else if (count_attributes(attributes, limits->attributes) > limits->attributes) {
        /* The library's time for them grows with the square of their number. */
        reading->end = CARRETEL_HTML_TOO_MANY_ATTRIBUTES;
    } else {
        xmlNodePtr parent = parser->node;
        xmlSAX2StartElement(context, name, attributes);
        if (parser->node == NULL || parser->node == parent || note(reading->page, parser->node) != 0)
            reading->end = CARRETEL_HTML_NO_MEMORY;
    }
}

static void set_handlers(htmlParserCtxtPtr parser)
{
    xmlSAXHandlerPtr handlers = parser->sax;
    handlers->startElement = start_element;
    /* Blanks between elements may be all that separates two words. */
    handlers->ignorableWhitespace = xmlSAX2Characters;
    handlers->internalSubset = NULL;
    handlers->externalSubset = NULL;
    handlers->comment = NULL;
    handlers->processingInstruction = NULL;
    handlers->warning = NULL;
    handlers->error = NULL;
    handlers->fatalError = NULL;
}

/* A parser for text that is UTF-8 whatever it says of itself. */
static htmlParserCtxtPtr make_parser(struct reading *reading)
{
    htmlParserCtxtPtr parser = htmlNewParserCtxt();
    if (parser == NULL)
        return NULL;
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NODEFDTD | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                   HTML_PARSE_NONET | HTML_PARSE_COMPACT | HTML_PARSE_IGNORE_ENC);
    /* Without it the library ends at a depth of 256 and at texts of 10 MB; ours are the limits. */
    parser->options |= XML_PARSE_HUGE;
    parser->charset = XML_CHAR_ENCODING_UTF8;
    parser->encoding = xmlStrdup(BAD_CAST "UTF-8");
    parser->_private = reading;
    set_handlers(parser);
    xmlParserInputBufferPtr buffer =
        xmlParserInputBufferCreateIO(read_piece, NULL, reading, XML_CHAR_ENCODING_NONE);
    xmlParserInputPtr input = buffer != NULL ? xmlNewIOInputStream(parser, buffer, XML_CHAR_ENCODING_NONE) : NULL;
    if (input == NULL || inputPush(parser, input) < 0) {
        if (input != NULL)
            xmlFreeInputStream(input);
        else if (buffer != NULL)
            xmlFreeParserInputBuffer(buffer);
        htmlFreeParserCtxt(parser);
        return NULL;
    }
    return parser;
}

static int read_page(struct reading *reading)
{
    htmlParserCtxtPtr parser = make_parser(reading);
    if (parser == NULL)
        return CARRETEL_HTML_NO_MEMORY;
    htmlParseDocument(parser);
    if (reading->end == CARRETEL_HTML_DONE && parser->errNo == XML_ERR_NO_MEMORY)
        reading->end = CARRETEL_HTML_NO_MEMORY;
    reading->page->document = parser->myDoc;
    parser->myDoc = NULL;
    htmlFreeParserCtxt(parser);
    if (reading->page->document == NULL)
        reading->page->document = htmlNewDocNoDtD(NULL, NULL);
    if (reading->page->document == NULL)
        return CARRETEL_HTML_NO_MEMORY;
    return reading->end;
}

int carretel_html_page_make(const uint8_t *bytes, uint64_t count, int charset, struct carretel_html_limits limits,
                            struct carretel_html_page **page)
{
    struct reading reading = {
        .page = calloc(1, sizeof **page),
        .source = {.at = bytes, .end = bytes + count, .charset = charset},
        .limits = limits,
        .deadline = page_now() + limits.nanoseconds,
        .end = CARRETEL_HTML_DONE,
    };
    if (reading.page == NULL)
        return CARRETEL_HTML_NO_MEMORY;
    reading.page->arena = arena_make();
    if (reading.page->arena == NULL) {
        free(reading.page);
        return CARRETEL_HTML_NO_MEMORY;
    }
    reading.page->looking_left = limits.looking_nanoseconds;
    reading.page->text_left = limits.text;
    page_begin(reading.page);
    int end = read_page(&reading);
    page_end();
    if (end == CARRETEL_HTML_DONE)
        *page = reading.page;
    else
        carretel_html_page_free(reading.page);
    return end;
}

void carretel_html_page_free(struct carretel_html_page *page)
{
    while (page->queries != NULL) {
        struct carretel_html_query *query = page->queries;
        page->queries = query->next;
        free(query);
    }
    arena_free(page->arena);
    free(page->elements);
    free(page->found);
    free(page->text);
    free(page);
}

int64_t carretel_html_count(const struct carretel_html_page *page) { return (int64_t)page->count; }

xmlNodePtr page_node(const struct carretel_html_page *page, int64_t element)
{
    if (element == -1)
        return (xmlNodePtr)page->document;
    return element >= 0 && (uint64_t)element < page->count ? page->elements[element] : NULL;
}

const char *carretel_html_name(const struct carretel_html_page *page, int64_t element)
{
    xmlNodePtr node = element < 0 ? NULL : page_node(page, element);
    return node == NULL ? NULL : (const char *)node->name;
}

const char *carretel_html_attribute(const struct carretel_html_page *page, int64_t element, const char *name)
{
    xmlNodePtr node = element < 0 ? NULL : page_node(page, element);
    if (node == NULL)
        return NULL;
    for (xmlAttrPtr attribute = node->properties; attribute != NULL; attribute = attribute->next)
        if (xmlStrEqual(attribute->name, BAD_CAST name))
            return attribute->children != NULL && attribute->children->content != NULL
                       ? (const char *)attribute->children->content
                       : "";
    return NULL;
}
