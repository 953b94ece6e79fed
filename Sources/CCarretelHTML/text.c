#include "page.h"

#include <stdlib.h>
#include <string.h>

/* Elements before and after which a line ends. */
static const char *const blocks[] = {
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "tfoot",
    "thead", "title", "tr", "ul",
};

static int compare(const void *name, const void *entry) { return strcmp(name, *(const char *const *)entry); }

static int is_block(xmlNodePtr node)
{
    return node->type == XML_ELEMENT_NODE &&
           bsearch(node->name, blocks, sizeof blocks / sizeof *blocks, sizeof *blocks, compare) != NULL;
}

static int is_unseen(xmlNodePtr node)
{
    const char *name = (const char *)node->name;
    return node->type == XML_ELEMENT_NODE && (strcmp(name, "script") == 0 || strcmp(name, "style") == 0 ||
                                              strcmp(name, "template") == 0 || strcmp(name, "noscript") == 0);
}

static int append(struct carretel_html_page *page, const char *bytes, size_t count)
{
    if (page->text_left < count)
        return CARRETEL_HTML_TOO_COSTLY;
    if (page->text_room - page->text_count < count) {
        size_t room = (page->text_count + count) * 2 + 256;
        uint8_t *text = realloc(page->text, room);
        if (text == NULL)
            return CARRETEL_HTML_NO_MEMORY;
        page->text = text;
        page->text_room = room;
    }
    memcpy(page->text + page->text_count, bytes, count);
    page->text_count += count;
    page->text_left -= count;
    return CARRETEL_HTML_DONE;
}

static int end_line(struct carretel_html_page *page)
{
    return page->text_count == 0 || page->text[page->text_count - 1] == '\n' ? CARRETEL_HTML_DONE : append(page, "\n", 1);
}

static int append_node(struct carretel_html_page *page, xmlNodePtr node)
{
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
        return node->content == NULL ? 0 : append(page, (const char *)node->content, strlen((const char *)node->content));
    /* Cells of a row stand on one line, but never as one word. */
    if (strcmp((const char *)node->name, "td") == 0 || strcmp((const char *)node->name, "th") == 0)
        return node->prev == NULL ? 0 : append(page, "\t", 1);
    if (strcmp((const char *)node->name, "br") == 0)
        return append(page, "\n", 1);
    return is_block(node) ? end_line(page) : 0;
}

/* The next node after this one and all within it; line ends on the way up are written. */
static xmlNodePtr pass(struct carretel_html_page *page, xmlNodePtr node, xmlNodePtr root, int *end)
{
    while (node != root && *end == CARRETEL_HTML_DONE) {
        if (is_block(node))
            *end = end_line(page);
        if (node->next != NULL)
            return node->next;
        node = node->parent;
    }
    return NULL;
}

static int append_all(struct carretel_html_page *page, xmlNodePtr root)
{
    int end = CARRETEL_HTML_DONE;
    xmlNodePtr node = root->children;
    while (node != NULL && end == CARRETEL_HTML_DONE) {
        if (page->text_left == 0)
            return CARRETEL_HTML_TOO_COSTLY;
        page->text_left--;
        int is_element = node->type == XML_ELEMENT_NODE;
        if (is_element && is_unseen(node)) {
            node = pass(page, node, root, &end);
            continue;
        }
        end = append_node(page, node);
        if (end == CARRETEL_HTML_DONE)
            node = is_element && node->children != NULL ? node->children : pass(page, node, root, &end);
    }
    return end;
}

int carretel_html_text(struct carretel_html_page *page, int64_t element, const uint8_t **text, uint64_t *count)
{
    static const uint8_t none[1];
    *text = none;
    *count = 0;
    xmlNodePtr root = page_node(page, element);
    if (root == NULL)
        return CARRETEL_HTML_DONE;
    if (page->looking_left <= 0)
        return CARRETEL_HTML_TOO_LATE;
    int64_t begin = page_now();
    page->text_count = 0;
    int end = append_all(page, root);
    page_spend(page, begin);
    if (end == CARRETEL_HTML_DONE && page->text_count > 0) {
        *text = page->text;
        *count = page->text_count;
    }
    return end;
}

int carretel_html_is_text_of(const struct carretel_html_page *page, int64_t element, int64_t other)
{
    xmlNodePtr node = page_node(page, element), root = page_node(page, other);
    while (node != NULL && root != NULL && !is_unseen(node)) {
        node = node->parent;
        if (node == root)
            return 1;
    }
    return 0;
}
