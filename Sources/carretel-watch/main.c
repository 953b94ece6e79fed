/*
 * carretel-watch - says which entries of some folders changed
 *
 * Copyright (C) 2026 the Carretel authors
 *
 * This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public
 * License, version 2, as published by the Free Software Foundation. It is distributed in the hope that it will be
 * useful, but WITHOUT ANY WARRANTY; without even the implied warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR
 * PURPOSE. See the GNU General Public License for more details: <https://www.gnu.org/licenses/old-licenses/gpl-2.0>.
 *
 * SPDX-License-Identifier: GPL-2.0-only
 *
 * It is under this licence, and a program of its own, because libinotifytools is GPL-2-only and keeps global state.
 * Nothing else of Carretel is linked with it: they speak through pipes.
 *
 * SYNOPSIS
 *      carretel-watch FOLDER…
 *
 * DESCRIPTION
 *      Writes records to standard output, each ended by a zero byte, because a name may hold any other byte:
 *
 *              r                    all folders are watched from now on
 *              c INDEX NAME         an entry was made (a link or a moved inode number too)
 *              w INDEX NAME         a file that was open for writing was closed
 *              m INDEX NAME         an entry was renamed in
 *              a INDEX NAME         an entry's mode, owner or times changed
 *              g INDEX              the folder itself is gone, moved or unmounted; nothing follows for it
 *              o                    the kernel's queue ran over: events are lost
 *
 *      INDEX is the folder's place on the command line, from 0. Ends with 0 when standard input ends, which is how
 *      its parent's death is noticed, at the latest a second later.
 *
 * DIAGNOSTICS
 *      Ends with 1 and a line on standard error when a folder cannot be watched or standard output is gone, with 2
 *      for wrong usage.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inotifytools/inotify.h>
#include <inotifytools/inotifytools.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* IN_MODIFY is left out: it comes once per write(2), and the end of the writing is told by IN_CLOSE_WRITE. */
enum {
    WATCHED = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR
        | IN_EXCL_UNLINK,
    FOLDERS_MAX = 8,
    RECORD_MAX = 300,
    OUTPUT_BYTES = 1 << 16,
};

static int watch_of_folder[FOLDERS_MAX];
static bool is_gone[FOLDERS_MAX];
static int folder_count;
static int inotify_descriptor = -1;

static char output[OUTPUT_BYTES];
static size_t output_length;

/* fail - says what went wrong and ends the program */
static void fail(const char *what, const char *which) {
    fprintf(stderr, "carretel-watch: %s%s%s: %s\n", what, which ? " " : "", which ? which : "", strerror(errno));
    exit(1);
}

/* flush_output - writes what is collected; a reader that is gone ends the program */
static void flush_output(void) {
    size_t written = 0;
    while (written < output_length) {
        ssize_t count = write(STDOUT_FILENO, output + written, output_length - written);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail("cannot write", NULL);
        written += (size_t)count;
    }
    output_length = 0;
}

/* put_record - collects one record; name may be NULL, index -1 when there is none */
static void put_record(char kind, int index, const char *name) {
    if (output_length + RECORD_MAX > sizeof output) flush_output();
    char *to = output + output_length;
    int length = 1;
    to[0] = kind;
    if (index >= 0) length += sprintf(to + length, " %d", index);
    if (name != NULL) length += snprintf(to + length, RECORD_MAX - (size_t)length - 1, " %s", name);
    to[length] = '\0';
    output_length += (size_t)length + 1;
}

/* folder_of_watch - the place of a watch descriptor's folder on the command line, -1 for none of them */
static int folder_of_watch(int watch) {
    for (int i = 0; i < folder_count; i++)
        if (watch_of_folder[i] == watch) return i;
    return -1;
}

/* put_event - turns an event into its record; events that say nothing new make none */
static void put_event(const struct inotify_event *event) {
    if (event->mask & IN_Q_OVERFLOW) {
        put_record('o', -1, NULL);
        return;
    }
    int index = folder_of_watch(event->wd);
    if (index < 0) return;
    if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED)) {
        if (!is_gone[index]) put_record('g', index, NULL);
        is_gone[index] = true;
        return;
    }
    if (event->len == 0) return; /* the folder's own mode changed */
    char kind = event->mask & IN_MOVED_TO ? 'm'
        : event->mask & IN_CLOSE_WRITE ? 'w'
        : event->mask & IN_CREATE ? 'c' : 'a';
    put_record(kind, index, event->name);
}

/* find_inotify_descriptor - the descriptor that the library opened and does not tell */
static int find_inotify_descriptor(void) {
    for (int descriptor = 3; descriptor < 64; descriptor++) {
        char path[64], target[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
        ssize_t length = readlink(path, target, sizeof target - 1);
        if (length < 0) continue;
        target[length] = '\0';
        if (strcmp(target, "anon_inode:inotify") == 0) return descriptor;
    }
    return -1;
}

/* watch_folder - watches one folder and remembers its watch descriptor */
static void watch_folder(int index, const char *path) {
    char with_slash[MAX_STRLEN];
    if (!inotifytools_watch_file(path, WATCHED)) {
        errno = inotifytools_error();
        fail("cannot watch", path);
    }
    /* The library keeps the name of a folder with a slash at its end. */
    snprintf(with_slash, sizeof with_slash, "%s/", path);
    int watch = inotifytools_wd_from_filename(path);
    if (watch < 0) watch = inotifytools_wd_from_filename(with_slash);
    if (watch < 0) {
        errno = ENOTDIR;
        fail("cannot find the watch of", path);
    }
    watch_of_folder[index] = watch;
}

/* input_has_ended - whether the parent closed our standard input; what it may have written is dropped */
static bool input_has_ended(int timeout) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&input, 1, timeout) <= 0) return false;
    char dropped[256];
    ssize_t count = read(STDIN_FILENO, dropped, sizeof dropped);
    return count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN);
}

/* wait_for_events - sleeps until there are events; false when standard input ended */
static bool wait_for_events(void) {
    for (;;) {
        struct pollfd both[2] = {{.fd = inotify_descriptor, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
        if (poll(both, 2, -1) < 0 && errno != EINTR) fail("cannot poll", NULL);
        if (both[1].revents && input_has_ended(0)) return false;
        if (both[0].revents) return true;
    }
}

/*
 * drain_events - hands on everything that the library has; false when standard input ended
 *
 * The library reads many events at once and does not tell how many it still holds, so the only safe sign that none is
 * left is that a call gives none. Its time-out is in whole seconds and 0 waits for ever: that call costs one idle
 * second in which new events still come at once. `due` is how many bytes of events were certainly there at the last
 * look; while some of them are to come the output is collected, else it is written at once.
 */
static bool drain_events(void) {
    long due = 0;
    for (;;) {
        int pending = 0;
        if (due <= 0) {
            flush_output();
            if (input_has_ended(0)) return false;
            due = ioctl(inotify_descriptor, FIONREAD, &pending) == 0 ? pending : 0;
        }
        struct inotify_event *event = inotifytools_next_event(1);
        if (event == NULL) return true;
        put_event(event);
        due -= (long)(sizeof *event + event->len);
    }
}

int main(int count, char **arguments) {
    if (count < 2 || count > FOLDERS_MAX + 1) {
        fprintf(stderr, "usage: carretel-watch FOLDER… (at most %d)\n", FOLDERS_MAX);
        return 2;
    }
    /* Whoever writes to a pipe without a reader is told by EPIPE; and the library's select(2) ends the program for
       descriptors from 1024 on, so none that was inherited may push it up there. */
    signal(SIGPIPE, SIG_IGN);
    close_range(3, ~0U, 0);
    if (!inotifytools_initialize()) fail("cannot use inotify", NULL);
    inotify_descriptor = find_inotify_descriptor();
    if (inotify_descriptor < 0) fail("cannot find the descriptor of inotify", NULL);
    folder_count = count - 1;
    for (int i = 0; i < folder_count; i++) watch_folder(i, arguments[i + 1]);
    put_record('r', -1, NULL);
    flush_output();
    while (wait_for_events() && drain_events()) {}
    flush_output();
    return 0;
}
