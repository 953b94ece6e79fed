#define _GNU_SOURCE
#include "carretel_processes.h"

#include "carretel_files.h"

#include <errno.h>
#include <linux/futex.h>
#include <linux/ioprio.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int result_of(int returned)
{
    return returned < 0 ? -errno : returned;
}

int64_t carretel_monotonic_nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Waiting words */

int carretel_word_wait(uint32_t *word, uint32_t expected, int64_t deadline)
{
    struct timespec until = { deadline / 1000000000, deadline % 1000000000 };
    /* FUTEX_WAIT_BITSET takes an absolute time of CLOCK_MONOTONIC, so that a spurious return never prolongs it. */
    long returned = syscall(SYS_futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected,
                            deadline < 0 ? NULL : &until, NULL, FUTEX_BITSET_MATCH_ANY);
    return returned < 0 && errno == ETIMEDOUT ? -ETIMEDOUT : 0;
}

uint32_t carretel_word_load(const uint32_t *word)
{
    return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

void carretel_word_advance(uint32_t *word)
{
    __atomic_fetch_add(word, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, INT32_MAX, NULL, NULL, 0);
}

/* Threads */

struct start {
    void (*body)(void *);
    void *context;
    char name[16];
};

static void *run_thread(void *argument)
{
    struct start start = *(struct start *)argument;
    free(argument);
    pthread_setname_np(pthread_self(), start.name);
    start.body(start.context);
    return NULL;
}

int carretel_thread_start(const char *name, void (*body)(void *), void *context)
{
    struct start *start = calloc(1, sizeof *start);
    if (start == NULL)
        return -ENOMEM;
    start->body = body;
    start->context = context;
    strncpy(start->name, name, sizeof start->name - 1);

    pthread_attr_t attributes;
    int error = pthread_attr_init(&attributes);
    if (error == 0) {
        pthread_t thread;
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        error = pthread_create(&thread, &attributes, run_thread, start);
        pthread_attr_destroy(&attributes);
    }
    if (error != 0)
        free(start);
    return -error;
}

/* Readiness */

int carretel_eventfd(void)
{
    return result_of(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
}

int carretel_eventfd_signal(int descriptor)
{
    uint64_t one = 1;
    int64_t written = carretel_write(descriptor, &one, sizeof one);
    return written < 0 && written != -EAGAIN ? (int)written : 0;
}

int carretel_eventfd_clear(int descriptor)
{
    uint64_t count;
    int64_t got = carretel_read(descriptor, &count, sizeof count);
    return got < 0 && got != -EAGAIN ? (int)got : 0;
}

static struct epoll_event event_for(uint32_t what, uint64_t tag)
{
    struct epoll_event event = { 0 };
    if (what & CARRETEL_READABLE)
        event.events |= EPOLLIN;
    if (what & CARRETEL_WRITABLE)
        event.events |= EPOLLOUT;
    event.data.u64 = tag;
    return event;
}

int carretel_epoll_create(void)
{
    return result_of(epoll_create1(EPOLL_CLOEXEC));
}

int carretel_epoll_add(int epoll, int descriptor, uint32_t what, uint64_t tag)
{
    struct epoll_event event = event_for(what, tag);
    return result_of(epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event));
}

int carretel_epoll_modify(int epoll, int descriptor, uint32_t what, uint64_t tag)
{
    struct epoll_event event = event_for(what, tag);
    return result_of(epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event));
}

int carretel_epoll_remove(int epoll, int descriptor)
{
    return result_of(epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL));
}

int carretel_epoll_wait(int epoll, struct carretel_ready *ready, int capacity, int milliseconds)
{
    struct epoll_event events[64];
    int count = epoll_wait(epoll, events, capacity < 64 ? capacity : 64, milliseconds);
    if (count < 0)
        return errno == EINTR ? 0 : -errno;
    for (int index = 0; index < count; index++) {
        uint32_t what = 0;
        if (events[index].events & EPOLLIN)
            what |= CARRETEL_READABLE;
        if (events[index].events & EPOLLOUT)
            what |= CARRETEL_WRITABLE;
        if (events[index].events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP))
            what |= CARRETEL_HUNG_UP;
        ready[index].tag = events[index].data.u64;
        ready[index].what = what;
    }
    return count;
}

int carretel_thread_step_back(int nice)
{
    /* ioprio_set(2). Schedulers without priorities do not heed it, and where it is refused the thread is only less
     * modest: that is no failure. */
    (void)syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0));
    /* On Linux each thread has a nice value of its own, and 0 names the calling one. */
    return result_of(setpriority(PRIO_PROCESS, 0, nice));
}
