#include "arena.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/xmlmemory.h>

/* Blocks are sized by this, and freed ones wait by size for the next of theirs. */
#define STEP 16
#define LARGEST_SMALL 1024
#define SIZES (LARGEST_SMALL / STEP + 1)
#define FIRST_CHUNK ((size_t)16 << 10)
#define LARGEST_CHUNK ((size_t)1 << 20)

/* Before each block; small blocks of an arena stand in its chunks, all others are malloc's. */
struct head {
    /* NULL for a block that was asked for outside any arena. */
    struct arena *owner;
    size_t size;
};

/* A block of malloc's that an arena has to free. */
struct large {
    struct large *previous;
    struct large *next;
    struct head head;
};

struct chunk {
    struct chunk *next;
    /* Keeps blocks at multiples of 16. */
    size_t size;
};

struct spare {
    struct spare *next;
};

struct arena {
    struct chunk *chunks;
    uint8_t *at;
    uint8_t *end;
    struct large *larges;
    struct spare *spares[SIZES];
};

static _Thread_local struct arena *current;

static size_t step_of(size_t size) { return size == 0 ? 1 : (size + STEP - 1) / STEP; }

static struct head *head_of(void *block) { return (struct head *)block - 1; }

static struct large *large_of(void *block)
{
    return (struct large *)((uint8_t *)block - sizeof(struct large));
}

static int grow(struct arena *arena, size_t needed)
{
    size_t size = arena->chunks == NULL ? FIRST_CHUNK : arena->chunks->size * 2;
    if (size > LARGEST_CHUNK)
        size = LARGEST_CHUNK;
    struct chunk *chunk = malloc(size);
    if (chunk == NULL)
        return -1;
    *chunk = (struct chunk){.next = arena->chunks, .size = size};
    arena->chunks = chunk;
    arena->at = (uint8_t *)(chunk + 1);
    arena->end = (uint8_t *)chunk + size;
    return (size_t)(arena->end - arena->at) >= needed ? 0 : -1;
}

static void *take_small(struct arena *arena, size_t size)
{
    size_t step = step_of(size);
    struct spare *spare = arena->spares[step];
    if (spare != NULL) {
        arena->spares[step] = spare->next;
        return spare;
    }
    size_t needed = sizeof(struct head) + step * STEP;
    if ((size_t)(arena->end - arena->at) < needed && grow(arena, needed) != 0)
        return NULL;
    struct head *head = (struct head *)arena->at;
    arena->at += needed;
    *head = (struct head){.owner = arena, .size = step * STEP};
    return head + 1;
}

static void link_large(struct arena *arena, struct large *large)
{
    large->previous = NULL;
    large->next = arena->larges;
    if (large->next != NULL)
        large->next->previous = large;
    arena->larges = large;
}

static void unlink_large(struct large *large)
{
    if (large->previous != NULL)
        large->previous->next = large->next;
    else
        large->head.owner->larges = large->next;
    if (large->next != NULL)
        large->next->previous = large->previous;
}

static void *take(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        return NULL;
    if (arena == NULL) {
        struct head *head = malloc(sizeof *head + size);
        if (head == NULL)
            return NULL;
        *head = (struct head){.owner = NULL, .size = size};
        return head + 1;
    }
    if (size <= LARGEST_SMALL)
        return take_small(arena, size);
    struct large *large = malloc(sizeof *large + size);
    if (large == NULL)
        return NULL;
    large->head = (struct head){.owner = arena, .size = size};
    link_large(arena, large);
    return large + 1;
}

static void *take_block(size_t size) { return take(current, size); }

static void give_back(void *block)
{
    if (block == NULL)
        return;
    struct head *head = head_of(block);
    if (head->owner == NULL) {
        free(head);
    } else if (head->size <= LARGEST_SMALL) {
        struct spare *spare = block;
        spare->next = head->owner->spares[head->size / STEP];
        head->owner->spares[head->size / STEP] = spare;
    } else {
        unlink_large(large_of(block));
        free(large_of(block));
    }
}

static void *resize_large(void *block, size_t size)
{
    struct arena *arena = head_of(block)->owner;
    unlink_large(large_of(block));
    struct large *large = realloc(large_of(block), sizeof *large + size);
    if (large == NULL) {
        link_large(arena, large_of(block));
        return NULL;
    }
    large->head.size = size;
    link_large(arena, large);
    return large + 1;
}

static void *resize(void *block, size_t size)
{
    if (block == NULL)
        return take_block(size);
    struct head *head = head_of(block);
    if (size > SIZE_MAX / 2)
        return NULL;
    if (head->owner == NULL) {
        head = realloc(head, sizeof *head + size);
        if (head == NULL)
            return NULL;
        head->size = size;
        return head + 1;
    }
    if (head->size > LARGEST_SMALL && size > LARGEST_SMALL)
        return resize_large(block, size);
    if (size <= head->size && head->size <= LARGEST_SMALL)
        return block;
    /* A block stays with its arena, whichever is entered. */
    void *moved = take(head->owner, size);
    if (moved == NULL)
        return NULL;
    memcpy(moved, block, head->size < size ? head->size : size);
    give_back(block);
    return moved;
}

static char *copy(const char *text)
{
    size_t size = strlen(text) + 1;
    char *block = take_block(size);
    return block == NULL ? NULL : memcpy(block, text, size);
}

int arena_set_up(void) { return xmlMemSetup(give_back, take_block, resize, copy); }

struct arena *arena_make(void) { return calloc(1, sizeof(struct arena)); }

void arena_free(struct arena *arena)
{
    while (arena->larges != NULL) {
        struct large *large = arena->larges;
        arena->larges = large->next;
        free(large);
    }
    while (arena->chunks != NULL) {
        struct chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        free(chunk);
    }
    free(arena);
}

void arena_enter(struct arena *arena) { current = arena; }
