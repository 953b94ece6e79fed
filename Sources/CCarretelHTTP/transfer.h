#pragma once

#include "carretel_http.h"

#include <curl/curl.h>

struct carretel_http_transfer {
    CURL *easy;
    uint64_t tag;
    struct carretel_http_sink sink;
    struct curl_slist *headers;
    /* Whether the answer's body is compressed, so that its announced length says nothing of what comes out. */
    int is_encoded;
    char words[CURL_ERROR_SIZE];
};

/* One of CARRETEL_HTTP_*. */
int carretel_http_end_of(struct carretel_http_transfer *transfer, CURLcode code);
