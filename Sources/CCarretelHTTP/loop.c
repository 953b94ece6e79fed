#define _GNU_SOURCE
#include "transfer.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct carretel_http_loop {
    CURLM *multi;
};

struct carretel_http_jar {
    CURLSH *share;
};

int carretel_http_set_up(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? 0 : -1;
}

void carretel_http_block_sigpipe(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* The loop */

struct carretel_http_loop *carretel_http_loop_make(int idle_connections)
{
    struct carretel_http_loop *loop = calloc(1, sizeof *loop);
    if (loop == NULL)
        return NULL;
    loop->multi = curl_multi_init();
    if (loop->multi == NULL) {
        free(loop);
        return NULL;
    }
    curl_multi_setopt(loop->multi, CURLMOPT_MAXCONNECTS, (long)idle_connections);
    return loop;
}

void carretel_http_loop_free(struct carretel_http_loop *loop)
{
    curl_multi_cleanup(loop->multi);
    free(loop);
}

int carretel_http_loop_perform(struct carretel_http_loop *loop)
{
    int running;
    return curl_multi_perform(loop->multi, &running) == CURLM_OK ? 0 : -1;
}

int carretel_http_loop_wait(struct carretel_http_loop *loop, int milliseconds)
{
    /* curl shortens the wait to its own next time limit; without any there is nothing to wake up for. */
    return curl_multi_poll(loop->multi, NULL, 0, milliseconds < 0 ? INT_MAX : milliseconds, NULL) == CURLM_OK ? 0 : -1;
}

void carretel_http_wake(struct carretel_http_loop *loop)
{
    curl_multi_wakeup(loop->multi);
}

int carretel_http_loop_next_end(struct carretel_http_loop *loop, uint64_t *tag, int *end)
{
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(loop->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURL *easy = message->easy_handle;
        CURLcode code = message->data.result;
        struct carretel_http_transfer *transfer = NULL;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&transfer);
        *tag = transfer->tag;
        *end = carretel_http_end_of(transfer, code);
        carretel_http_loop_remove(loop, transfer);
        return 1;
    }
    return 0;
}

int carretel_http_loop_add(struct carretel_http_loop *loop, struct carretel_http_transfer *transfer)
{
    return curl_multi_add_handle(loop->multi, transfer->easy) == CURLM_OK ? 0 : -1;
}

void carretel_http_loop_remove(struct carretel_http_loop *loop, struct carretel_http_transfer *transfer)
{
    curl_multi_remove_handle(loop->multi, transfer->easy);
}

/* Cookies */

struct carretel_http_jar *carretel_http_jar_make(void)
{
    struct carretel_http_jar *jar = calloc(1, sizeof *jar);
    if (jar == NULL)
        return NULL;
    jar->share = curl_share_init();
    if (jar->share == NULL || curl_share_setopt(jar->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE) != CURLSHE_OK) {
        carretel_http_jar_free(jar);
        return NULL;
    }
    return jar;
}

void carretel_http_jar_free(struct carretel_http_jar *jar)
{
    if (jar->share != NULL)
        curl_share_cleanup(jar->share);
    free(jar);
}

int carretel_http_set_jar(struct carretel_http_transfer *transfer, struct carretel_http_jar *jar)
{
    /* The share alone does not switch cookies on; a cookie file without a name does. */
    CURLcode share = curl_easy_setopt(transfer->easy, CURLOPT_SHARE, jar->share);
    CURLcode engine = curl_easy_setopt(transfer->easy, CURLOPT_COOKIEFILE, "");
    return share == CURLE_OK && engine == CURLE_OK ? 0 : -1;
}
