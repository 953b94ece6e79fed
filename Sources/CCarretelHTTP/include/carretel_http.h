/*
 * carretel_http - libcurl's multi interface behind plain functions and opaque types
 *
 * curl_easy_setopt and its kin are variadic, which Swift cannot call, and curl's headers stay out of Swift this way.
 * Everything but carretel_http_wake belongs to the one thread that runs the loop. Functions that can fail return 0 or
 * -1 unless they say otherwise; memory and a library of another version are the only reasons.
 */
#pragma once

#include <stdint.h>

struct carretel_http_loop;
struct carretel_http_jar;
struct carretel_http_transfer;

/* How a transfer ended. */
#define CARRETEL_HTTP_DONE 0
#define CARRETEL_HTTP_UNRESOLVED 1
#define CARRETEL_HTTP_UNREACHABLE 2
#define CARRETEL_HTTP_REFUSED 3
#define CARRETEL_HTTP_CONNECT_TIMED_OUT 4
#define CARRETEL_HTTP_TIMED_OUT 5
#define CARRETEL_HTTP_UNTRUSTED 6
#define CARRETEL_HTTP_TLS 7
#define CARRETEL_HTTP_PROXY 8
#define CARRETEL_HTTP_BROKEN 9
#define CARRETEL_HTTP_MALFORMED 10
#define CARRETEL_HTTP_TOO_LARGE 11
#define CARRETEL_HTTP_INVALID_URL 12
#define CARRETEL_HTTP_UNAVAILABLE 13

/* Sets the library up, once a process and before any thread uses it. */
int carretel_http_set_up(void);
/* Keeps a write to a closed connection from ending the process; for the calling thread and those it starts. */
void carretel_http_block_sigpipe(void);

/* The loop */

/* `idle_connections` are kept open at most while no request uses them. NULL on failure. */
struct carretel_http_loop *carretel_http_loop_make(int idle_connections);
void carretel_http_loop_free(struct carretel_http_loop *loop);
/* Does what can be done without waiting; callbacks run inside. */
int carretel_http_loop_perform(struct carretel_http_loop *loop);
/* Sleeps until a socket is ready, a time limit is reached, the loop is woken, or so many milliseconds have passed
   (negative: for ever). */
int carretel_http_loop_wait(struct carretel_http_loop *loop, int milliseconds);
/* Ends the sleep, or the next one; from any thread. */
void carretel_http_wake(struct carretel_http_loop *loop);
/* 1 with the tag and the end of a transfer that has ended, which is then out of the loop; 0 when there is none. */
int carretel_http_loop_next_end(struct carretel_http_loop *loop, uint64_t *tag, int *end);
int carretel_http_loop_add(struct carretel_http_loop *loop, struct carretel_http_transfer *transfer);
/* Ends a transfer at once; harmless for one that is not in the loop. */
void carretel_http_loop_remove(struct carretel_http_loop *loop, struct carretel_http_transfer *transfer);

/* Cookies that transfers share. It must outlive them. */

struct carretel_http_jar *carretel_http_jar_make(void);
void carretel_http_jar_free(struct carretel_http_jar *jar);

/* Transfers: one request and its answer. Texts are copied. */

/* Called inside carretel_http_loop_perform with a line of the head, its end included, or a piece of the decoded body;
   anything but 0 ends the transfer as BROKEN. */
struct carretel_http_sink {
    void *context;
    int (*line)(void *context, const uint8_t *bytes, uint64_t count);
    int (*body)(void *context, const uint8_t *bytes, uint64_t count);
};

struct carretel_http_transfer *carretel_http_transfer_make(uint64_t tag);
/* Before it goes into the loop. */
void carretel_http_set_sink(struct carretel_http_transfer *transfer, struct carretel_http_sink sink);
void carretel_http_transfer_free(struct carretel_http_transfer *transfer);

int carretel_http_set_url(struct carretel_http_transfer *transfer, const char *url);
/* A body of NULL is none; `is_head` for requests whose answer has no body. */
int carretel_http_set_method(struct carretel_http_transfer *transfer, const char *method, int is_head,
                             const uint8_t *body, uint64_t count);
/* The line as curl wants it: "Name: value", "Name;" for an empty value, "Name:" to leave one out. */
int carretel_http_add_header(struct carretel_http_transfer *transfer, const char *line);
int carretel_http_set_limits(struct carretel_http_transfer *transfer, int64_t total_milliseconds,
                             int64_t connect_milliseconds, int64_t max_body_bytes);
int carretel_http_set_user_agent(struct carretel_http_transfer *transfer, const char *name);
/* NULL for the system's own. */
int carretel_http_set_authorities(struct carretel_http_transfer *transfer, const char *file, const char *directory);
/* An empty proxy is none. The environment is never looked at. */
int carretel_http_set_proxy(struct carretel_http_transfer *transfer, const char *proxy, const char *exceptions);
int carretel_http_set_jar(struct carretel_http_transfer *transfer, struct carretel_http_jar *jar);
int carretel_http_set_fresh_connection(struct carretel_http_transfer *transfer);

/* What is known of a transfer that has ended. Texts live as long as the transfer. */

struct carretel_http_facts {
    int64_t first_byte_microseconds;
    int64_t received_bytes;
    /* Where a redirect leads, absolute; NULL when the answer is none. */
    const char *location;
    /* The library's words for a failure; empty when it has none. */
    const char *words;
};

void carretel_http_facts_of(struct carretel_http_transfer *transfer, struct carretel_http_facts *facts);
/* The announced length of the body when it comes as it is; -1 when it is not known or the body is compressed. */
int64_t carretel_http_announced_bytes(struct carretel_http_transfer *transfer);
