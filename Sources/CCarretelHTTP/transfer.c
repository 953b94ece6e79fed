#include "transfer.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>

/* As large as curl allows a page of the largest kind to need few reads; small enough for hundreds at once. */
#define RECEIVE_BYTES (256L << 10)

static size_t take_line(char *bytes, size_t size, size_t count, void *context)
{
    struct carretel_http_transfer *transfer = context;
    static const char name[] = "content-encoding:";
    if (size * count >= sizeof name - 1 && strncasecmp(bytes, name, sizeof name - 1) == 0)
        transfer->is_encoded = 1;
    if (transfer->sink.line(transfer->sink.context, (const uint8_t *)bytes, size * count) != 0)
        return 0;
    return size * count;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct carretel_http_transfer *transfer = context;
    if (transfer->sink.body(transfer->sink.context, (const uint8_t *)bytes, size * count) != 0)
        return CURL_WRITEFUNC_ERROR;
    return size * count;
}

static int set_constants(struct carretel_http_transfer *transfer)
{
    CURL *easy = transfer->easy;
    CURLcode bad = CURLE_OK;
    bad |= curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    bad |= curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->words);
    bad |= curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_line);
    bad |= curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    bad |= curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    bad |= curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    bad |= curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, RECEIVE_BYTES);
    bad |= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    /* Ending a transfer whose name is being resolved would wait for the resolver without this; the resolver's thread
       then cleans up after itself. */
    bad |= curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    bad |= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    /* Redirects are judged and followed by the caller. */
    bad |= curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    bad |= curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    bad |= curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    bad |= curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    bad |= curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    bad |= curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    bad |= curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    bad |= curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
    bad |= curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    bad |= curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    bad |= curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    return bad == CURLE_OK ? 0 : -1;
}

struct carretel_http_transfer *carretel_http_transfer_make(uint64_t tag)
{
    struct carretel_http_transfer *transfer = calloc(1, sizeof *transfer);
    if (transfer == NULL)
        return NULL;
    transfer->tag = tag;
    transfer->easy = curl_easy_init();
    if (transfer->easy == NULL || set_constants(transfer) != 0) {
        carretel_http_transfer_free(transfer);
        return NULL;
    }
    return transfer;
}

void carretel_http_set_sink(struct carretel_http_transfer *transfer, struct carretel_http_sink sink)
{
    transfer->sink = sink;
}

void carretel_http_transfer_free(struct carretel_http_transfer *transfer)
{
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->headers);
    free(transfer);
}

/* What is asked */

static int result(CURLcode code)
{
    return code == CURLE_OK ? 0 : -1;
}

int carretel_http_set_url(struct carretel_http_transfer *transfer, const char *url)
{
    return result(curl_easy_setopt(transfer->easy, CURLOPT_URL, url));
}

int carretel_http_set_method(struct carretel_http_transfer *transfer, const char *method, int is_head,
                             const uint8_t *body, uint64_t count)
{
    CURLcode bad = CURLE_OK;
    if (is_head)
        bad |= curl_easy_setopt(transfer->easy, CURLOPT_NOBODY, 1L);
    if (body != NULL) {
        /* The size goes first: the copy takes so many bytes. */
        bad |= curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
        bad |= curl_easy_setopt(transfer->easy, CURLOPT_COPYPOSTFIELDS, body);
    }
    bad |= curl_easy_setopt(transfer->easy, CURLOPT_CUSTOMREQUEST, method);
    return result(bad);
}

int carretel_http_add_header(struct carretel_http_transfer *transfer, const char *line)
{
    struct curl_slist *longer = curl_slist_append(transfer->headers, line);
    if (longer == NULL)
        return -1;
    transfer->headers = longer;
    return result(curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, longer));
}

int carretel_http_set_limits(struct carretel_http_transfer *transfer, int64_t total_milliseconds,
                             int64_t connect_milliseconds, int64_t max_body_bytes)
{
    CURLcode bad = CURLE_OK;
    bad |= curl_easy_setopt(transfer->easy, CURLOPT_TIMEOUT_MS, (long)total_milliseconds);
    bad |= curl_easy_setopt(transfer->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_milliseconds);
    bad |= curl_easy_setopt(transfer->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)max_body_bytes);
    return result(bad);
}

int carretel_http_set_user_agent(struct carretel_http_transfer *transfer, const char *name)
{
    return result(curl_easy_setopt(transfer->easy, CURLOPT_USERAGENT, name));
}

int carretel_http_set_authorities(struct carretel_http_transfer *transfer, const char *file, const char *directory)
{
    CURLcode bad = CURLE_OK;
    /* Each alone: otherwise the system's own would be trusted beside the one that was named. And only a file alone is
       read once and kept; with a folder beside it each new connection would spend a tenth of a second on it. */
    if (file != NULL || directory != NULL)
        bad |= curl_easy_setopt(transfer->easy, CURLOPT_CAINFO, file);
    bad |= curl_easy_setopt(transfer->easy, CURLOPT_CAPATH, directory);
    return result(bad);
}

int carretel_http_set_proxy(struct carretel_http_transfer *transfer, const char *proxy, const char *exceptions)
{
    CURLcode bad = CURLE_OK;
    bad |= curl_easy_setopt(transfer->easy, CURLOPT_PROXY, proxy);
    bad |= curl_easy_setopt(transfer->easy, CURLOPT_NOPROXY, exceptions);
    return result(bad);
}

int carretel_http_set_fresh_connection(struct carretel_http_transfer *transfer)
{
    return result(curl_easy_setopt(transfer->easy, CURLOPT_FRESH_CONNECT, 1L));
}

/* What came of it */

void carretel_http_facts_of(struct carretel_http_transfer *transfer, struct carretel_http_facts *facts)
{
    curl_off_t first_byte = 0, body = 0;
    long head = 0;
    char *location = NULL;
    curl_easy_getinfo(transfer->easy, CURLINFO_STARTTRANSFER_TIME_T, &first_byte);
    curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_DOWNLOAD_T, &body);
    curl_easy_getinfo(transfer->easy, CURLINFO_HEADER_SIZE, &head);
    curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &location);
    facts->first_byte_microseconds = first_byte;
    facts->received_bytes = body + head;
    facts->location = location;
    facts->words = transfer->words;
}

int64_t carretel_http_announced_bytes(struct carretel_http_transfer *transfer)
{
    curl_off_t announced = -1;
    if (transfer->is_encoded)
        return -1;
    curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
    return announced;
}

static int end_without_connection(CURL *easy)
{
    long system_error = 0;
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &system_error);
    switch (system_error) {
    case ECONNREFUSED:
        return CARRETEL_HTTP_REFUSED;
    case ECONNRESET:
        /* Connected and reset before anybody looked. */
        return CARRETEL_HTTP_BROKEN;
    case ETIMEDOUT:
        return CARRETEL_HTTP_CONNECT_TIMED_OUT;
    default:
        return CARRETEL_HTTP_UNREACHABLE;
    }
}

static int end_in_time_limit(CURL *easy)
{
    curl_off_t connected = 0;
    curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    return connected > 0 ? CARRETEL_HTTP_TIMED_OUT : CARRETEL_HTTP_CONNECT_TIMED_OUT;
}

static int end_in_transfer(CURL *easy)
{
    long answer_to_connect = 0;
    curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &answer_to_connect);
    int is_refused = answer_to_connect != 0 && answer_to_connect / 100 != 2;
    return is_refused ? CARRETEL_HTTP_PROXY : CARRETEL_HTTP_BROKEN;
}

int carretel_http_end_of(struct carretel_http_transfer *transfer, CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return CARRETEL_HTTP_DONE;
    case CURLE_COULDNT_RESOLVE_HOST:
        return CARRETEL_HTTP_UNRESOLVED;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
        return CARRETEL_HTTP_PROXY;
    case CURLE_COULDNT_CONNECT:
        return end_without_connection(transfer->easy);
    case CURLE_OPERATION_TIMEDOUT:
        return end_in_time_limit(transfer->easy);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return CARRETEL_HTTP_UNTRUSTED;
    case CURLE_SSL_CONNECT_ERROR:
        return CARRETEL_HTTP_TLS;
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_WRITE_ERROR:
        return end_in_transfer(transfer->easy);
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
        return CARRETEL_HTTP_MALFORMED;
    case CURLE_FILESIZE_EXCEEDED:
        return CARRETEL_HTTP_TOO_LARGE;
    case CURLE_URL_MALFORMAT:
        return CARRETEL_HTTP_INVALID_URL;
    default:
        return CARRETEL_HTTP_UNAVAILABLE;
    }
}
