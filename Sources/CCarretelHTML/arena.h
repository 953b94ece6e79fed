#pragma once

/* The memory of one page: whatever libxml2 asks for while the page is worked on, given back all at once. Half of the
   library's time would go into allocating and freeing small nodes one by one. */
struct arena;

/* Has the library ask here; before it has allocated anything. */
int arena_set_up(void);
struct arena *arena_make(void);
void arena_free(struct arena *arena);
/* What the calling thread's library calls allocate from here on is the arena's; nobody's for NULL. What they leave in
   the library's own state of the thread must be gone before the arena is. */
void arena_enter(struct arena *arena);
