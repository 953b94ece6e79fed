#pragma once

#include <stdint.h>

/* A page's bytes on their way to the parser: made UTF-8 piece by piece, for libxml2's own conversion stops at the first
   byte that does not fit. */
struct source {
    const uint8_t *at;
    const uint8_t *end;
    int charset;
};

/* Fills a buffer of at least 8 bytes as far as it can; 0 at the end alone. */
int source_read(struct source *source, char *buffer, int room);
