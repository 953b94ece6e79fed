/*
 * carretel_files - the file system calls that Swift's Glibc module lacks or imports badly
 *
 * Every function returns a value >= 0 or -errno, so that no caller reads errno across a call into the runtime.
 * Calls that a signal interrupts are made again. Names are single path components ending in a zero byte; none is
 * ever followed through a symbolic link, and every descriptor is close-on-exec.
 */
#pragma once

#include <stdint.h>

#define CARRETEL_KIND_OTHER 0
#define CARRETEL_KIND_REGULAR 1
#define CARRETEL_KIND_DIRECTORY 2
#define CARRETEL_KIND_SYMBOLIC_LINK 3

struct carretel_status {
    uint64_t device;
    uint64_t inode;
    int64_t size;
    int64_t modified_nanoseconds;
    int64_t changed_nanoseconds;
    uint32_t link_count;
    uint32_t mode;
    uint32_t user;
    uint32_t group;
    uint8_t kind;
};

struct carretel_file_system {
    uint64_t magic;
    uint64_t total_bytes;
    uint64_t available_bytes;
};

/* Which files a call opens, as one of these; the flags behind them are in files.c. */
#define CARRETEL_OPEN_READ 0
#define CARRETEL_OPEN_DIRECTORY 1
#define CARRETEL_OPEN_CREATE 2
#define CARRETEL_OPEN_APPEND 3
#define CARRETEL_OPEN_UPDATE 4
#define CARRETEL_OPEN_UPDATE_OR_CREATE 5

int carretel_open_path(const unsigned char *path, int how);
int carretel_open(int directory, const unsigned char *name, int how, uint32_t mode);
int carretel_open_beneath(int directory, const unsigned char *path, int how, uint32_t mode);
int carretel_reopen_directory(int directory);
int carretel_close(int descriptor);
int carretel_duplicate(int descriptor);

#define CARRETEL_RENAME_REPLACE 0
#define CARRETEL_RENAME_NO_REPLACE 1
#define CARRETEL_RENAME_EXCHANGE 2

int carretel_rename(int from, const unsigned char *name, int to, const unsigned char *new_name, int how);
int carretel_link(int from, const unsigned char *name, int to, const unsigned char *new_name);
int carretel_unlink(int directory, const unsigned char *name, int is_directory);
int carretel_make_directory(int directory, const unsigned char *name, uint32_t mode);
int carretel_status_of(int directory, const unsigned char *name, struct carretel_status *status);
int carretel_status(int descriptor, struct carretel_status *status);
int carretel_set_mode(int descriptor, uint32_t mode);
int carretel_set_group(int descriptor, uint32_t group);
int carretel_group_id(const unsigned char *name, uint32_t *group);

int64_t carretel_entries(int directory, void *buffer, uint64_t capacity);
int64_t carretel_read(int descriptor, void *buffer, uint64_t count);
int64_t carretel_read_at(int descriptor, void *buffer, uint64_t count, int64_t offset);
int64_t carretel_write(int descriptor, const void *bytes, uint64_t count);
int carretel_truncate(int descriptor, int64_t length);
int carretel_sync(int descriptor);
int carretel_sync_data(int descriptor);
int carretel_sync_file_system(int descriptor);
int carretel_file_system(int descriptor, struct carretel_file_system *answer);

/* 0: nobody has the file open for writing; 1: somebody has; -errno: the question cannot be answered. */
int carretel_ask_lease(int descriptor);

/* 0: taken; 1: held by somebody else. */
int carretel_lock(int descriptor, int exclusive, int wait);
/* 0: an exclusive lock could be taken; 1: somebody holds one, or a shared one. Takes nothing. */
int carretel_lock_is_held(int descriptor);
/* Lets go of the open file's lock, whoever else has that open file. */
int carretel_unlock(int descriptor);

int carretel_random(void *buffer, uint64_t count);
void carretel_clocks(int64_t *wall_microseconds, int64_t *monotonic_nanoseconds);

/* Waits until one of `count` descriptors (-1: left out) can be read, was hung up, or `timeout_milliseconds` have
   passed (-1: no limit). ready[i] is 1 for data or a hang-up. Returns how many are ready. */
int carretel_poll_readable(const int *descriptors, uint8_t *ready, int count, int64_t timeout_milliseconds);

const char *carretel_error_text(int code);
