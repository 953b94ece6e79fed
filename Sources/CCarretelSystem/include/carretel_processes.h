/*
 * carretel_processes - processes, threads and readiness: the calls that Swift's Glibc module lacks or imports badly
 *
 * Every function returns a value >= 0 or -errno, so that no caller reads errno across a call into the runtime.
 * Every descriptor made here is close-on-exec.
 */
#pragma once

#include <stdint.h>

#define CARRETEL_READABLE 1
#define CARRETEL_WRITABLE 2
#define CARRETEL_HUNG_UP 4

struct carretel_ready {
    uint64_t tag;
    uint32_t what;
};

/* How a child ended, as reaped: exited with `value`, or killed by signal `value`. */
struct carretel_end {
    int32_t was_signalled;
    int32_t value;
};

/* Nanoseconds of CLOCK_MONOTONIC. */
int64_t carretel_monotonic_nanoseconds(void);

/* Sleeps while *word is `expected`, until `deadline` (nanoseconds of CLOCK_MONOTONIC; negative: for ever).
   Returns 0 when woken or when the word differs, -ETIMEDOUT at the deadline. Spurious returns happen. */
int carretel_word_wait(uint32_t *word, uint32_t expected, int64_t deadline);
uint32_t carretel_word_load(const uint32_t *word);
/* Adds one and wakes every sleeper. */
void carretel_word_advance(uint32_t *word);

/* Starts a detached thread; `context` is handed to `body` on it. The name is cut to 15 bytes. */
int carretel_thread_start(const char *name, void (*body)(void *), void *context);
/* Sets the nice value of the calling thread, and lets it wait for the disk behind all others. */
int carretel_thread_step_back(int nice);

int carretel_eventfd(void);
/* Adds one to the counter of an eventfd; a full counter is as good as woken. */
int carretel_eventfd_signal(int descriptor);
/* Sets it back to zero; 0 also when it was zero. */
int carretel_eventfd_clear(int descriptor);

int carretel_epoll_create(void);
int carretel_epoll_add(int epoll, int descriptor, uint32_t what, uint64_t tag);
int carretel_epoll_modify(int epoll, int descriptor, uint32_t what, uint64_t tag);
int carretel_epoll_remove(int epoll, int descriptor);
/* Waits at most `milliseconds` (negative: for ever); 0 also when a signal came in between. */
int carretel_epoll_wait(int epoll, struct carretel_ready *ready, int capacity, int milliseconds);

/* Both ends blocking and close-on-exec: [0] to read from, [1] to write to. */
int carretel_pipe(int ends[2]);
int carretel_set_nonblocking(int descriptor);
/* /dev/null for reading and writing. */
int carretel_open_null(void);
/* A copy of standard output, whose own descriptor then leads to standard error. */
int carretel_take_standard_output(void);
/* 1 when the other side of a pipe is closed, however much is still to be read; 0 when it is open. */
int carretel_is_hung_up(int descriptor);

int carretel_become_subreaper(void);
/* Sets SIGPIPE and SIGIO to be ignored. */
int carretel_ignore_signals(void);
int carretel_kill(int32_t pid, int signal);
int32_t carretel_own_pid(void);

/* Sets the nice value of this thread and of those that it makes from now on (setpriority(2)), and gives up the right to
   lower it again (CAP_SYS_NICE): root's libdispatch gives its threads nice values of their own. 0, or a negative
   errno. */
int carretel_set_niceness(int niceness);
/* Takes the group's right to read and search out of the file mode creation mask, for good. umask(2) */
void carretel_let_group_read(void);
/* Signals a process group. */
int carretel_kill_group(int32_t group, int signal);

/* 1 when this process has any child, dead or alive, 0 when it has none. */
int carretel_has_children(void);
/* Fills in the pids of this process's children, zombies included, and returns how many; at most `capacity`. */
int carretel_list_children(int32_t *pids, int capacity);
/* Waits at most `milliseconds` until the child is dead, without reaping it: 1 when it is, 0 when not yet. */
int carretel_await_death(int32_t pid, int milliseconds);
/* Reaps one dead child: 1 when it did, 0 when the child lives. */
int carretel_reap(int32_t pid, struct carretel_end *end);
/* Ends this process at once, without running anything registered for its exit. */
_Noreturn void carretel_exit_now(int code);

/* Resident memory of a process in bytes, from /proc/PID/statm. */
int64_t carretel_resident_bytes(int32_t pid);
/* The member `oom_kill` of memory.events of this process's own cgroup (version 2). */
int64_t carretel_oom_kills(void);
