#define _GNU_SOURCE
#include "carretel_files.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/openat2.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define AGAIN(result, call) \
    do { (result) = (call); } while ((result) < 0 && errno == EINTR)

static int answer(int result) { return result < 0 ? -errno : result; }

/* O_NONBLOCK: opening a FIFO that somebody put there must not wait for a writer. */
static int flags_for(int how) {
    switch (how) {
    case CARRETEL_OPEN_DIRECTORY: return O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    case CARRETEL_OPEN_CREATE: return O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    case CARRETEL_OPEN_APPEND: return O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_CLOEXEC;
    case CARRETEL_OPEN_UPDATE: return O_RDWR | O_NONBLOCK | O_CLOEXEC;
    case CARRETEL_OPEN_UPDATE_OR_CREATE: return O_RDWR | O_CREAT | O_NONBLOCK | O_CLOEXEC;
    default: return O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    }
}

/* A folder that may be entered but not listed (incoming/, for its writers) is opened for its names only. */
static int unlisted_flags(int how, int result) {
    return result < 0 && errno == EACCES && how == CARRETEL_OPEN_DIRECTORY ? O_PATH | O_DIRECTORY | O_CLOEXEC : 0;
}

int carretel_open_path(const unsigned char *path, int how) {
    int result;
    AGAIN(result, open((const char *)path, flags_for(how), 0600));
    int flags = unlisted_flags(how, result);
    if (flags) AGAIN(result, open((const char *)path, flags));
    return answer(result);
}

int carretel_open(int directory, const unsigned char *name, int how, uint32_t mode) {
    int result;
    AGAIN(result, openat(directory, (const char *)name, flags_for(how) | O_NOFOLLOW, mode));
    int flags = unlisted_flags(how, result);
    if (flags) AGAIN(result, openat(directory, (const char *)name, flags | O_NOFOLLOW));
    return answer(result);
}

int carretel_open_beneath(int directory, const unsigned char *path, int how, uint32_t mode) {
    struct open_how request = {
        .flags = (uint64_t)flags_for(how) | O_NOFOLLOW,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    if (request.flags & O_CREAT) request.mode = mode;
    int result;
    /* EAGAIN: a rename elsewhere raced with the walk and the kernel could not tell; asking again is its advice. */
    do {
        result = (int)syscall(SYS_openat2, directory, (const char *)path, &request, sizeof request);
    } while (result < 0 && (errno == EINTR || errno == EAGAIN));
    return answer(result);
}

int carretel_reopen_directory(int directory) {
    int result;
    AGAIN(result, openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return answer(result);
}

/* Linux frees the descriptor even when close(2) is interrupted, so it is never called again. */
int carretel_close(int descriptor) {
    int result = close(descriptor);
    return result < 0 && errno != EINTR ? -errno : 0;
}

int carretel_duplicate(int descriptor) { return answer(fcntl(descriptor, F_DUPFD_CLOEXEC, 0)); }

int carretel_rename(int from, const unsigned char *name, int to, const unsigned char *new_name, int how) {
    unsigned flags = how == CARRETEL_RENAME_NO_REPLACE ? RENAME_NOREPLACE
        : how == CARRETEL_RENAME_EXCHANGE ? RENAME_EXCHANGE : 0;
    return answer(renameat2(from, (const char *)name, to, (const char *)new_name, flags));
}

int carretel_link(int from, const unsigned char *name, int to, const unsigned char *new_name) {
    return answer(linkat(from, (const char *)name, to, (const char *)new_name, 0));
}

int carretel_unlink(int directory, const unsigned char *name, int is_directory) {
    return answer(unlinkat(directory, (const char *)name, is_directory ? AT_REMOVEDIR : 0));
}

int carretel_make_directory(int directory, const unsigned char *name, uint32_t mode) {
    return answer(mkdirat(directory, (const char *)name, mode));
}

static int64_t nanoseconds(struct timespec time) { return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec; }

static void copy_status(const struct stat *from, struct carretel_status *to) {
    to->device = from->st_dev;
    to->inode = from->st_ino;
    to->size = from->st_size;
    to->modified_nanoseconds = nanoseconds(from->st_mtim);
    to->changed_nanoseconds = nanoseconds(from->st_ctim);
    to->link_count = (uint32_t)from->st_nlink;
    to->mode = from->st_mode & 07777;
    to->user = from->st_uid;
    to->group = from->st_gid;
    to->kind = S_ISREG(from->st_mode) ? CARRETEL_KIND_REGULAR
        : S_ISDIR(from->st_mode) ? CARRETEL_KIND_DIRECTORY
        : S_ISLNK(from->st_mode) ? CARRETEL_KIND_SYMBOLIC_LINK : CARRETEL_KIND_OTHER;
}

int carretel_status_of(int directory, const unsigned char *name, struct carretel_status *status) {
    struct stat found;
    if (fstatat(directory, (const char *)name, &found, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) < 0) return -errno;
    copy_status(&found, status);
    return 0;
}

int carretel_status(int descriptor, struct carretel_status *status) {
    struct stat found;
    if (fstat(descriptor, &found) < 0) return -errno;
    copy_status(&found, status);
    return 0;
}

int carretel_set_mode(int descriptor, uint32_t mode) { return answer(fchmod(descriptor, mode)); }

int carretel_set_group(int descriptor, uint32_t group) { return answer(fchown(descriptor, (uid_t)-1, group)); }

int carretel_group_id(const unsigned char *name, uint32_t *group) {
    char buffer[16384];
    struct group entry, *found = NULL;
    int code = getgrnam_r((const char *)name, &entry, buffer, sizeof buffer, &found);
    if (code != 0) return -code;
    if (found == NULL) return -ENOENT;
    *group = found->gr_gid;
    return 0;
}

int64_t carretel_entries(int directory, void *buffer, uint64_t capacity) {
    long result = syscall(SYS_getdents64, directory, buffer, capacity);
    return result < 0 ? -errno : result;
}

int64_t carretel_read(int descriptor, void *buffer, uint64_t count) {
    ssize_t result;
    AGAIN(result, read(descriptor, buffer, count));
    return result < 0 ? -errno : result;
}

int64_t carretel_read_at(int descriptor, void *buffer, uint64_t count, int64_t offset) {
    ssize_t result;
    AGAIN(result, pread(descriptor, buffer, count, offset));
    return result < 0 ? -errno : result;
}

int64_t carretel_write(int descriptor, const void *bytes, uint64_t count) {
    ssize_t result;
    AGAIN(result, write(descriptor, bytes, count));
    return result < 0 ? -errno : result;
}

int carretel_truncate(int descriptor, int64_t length) {
    int result;
    AGAIN(result, ftruncate(descriptor, length));
    return answer(result);
}

/* A failed fsync is final: it is not asked again, because the kernel may have dropped the pages. */
int carretel_sync(int descriptor) { return answer(fsync(descriptor)); }

int carretel_sync_data(int descriptor) { return answer(fdatasync(descriptor)); }

int carretel_sync_file_system(int descriptor) { return answer(syncfs(descriptor)); }

int carretel_file_system(int descriptor, struct carretel_file_system *to) {
    struct statfs found;
    int result;
    AGAIN(result, fstatfs(descriptor, &found));
    if (result < 0) return -errno;
    to->magic = (uint64_t)found.f_type & 0xffffffff;
    to->total_bytes = (uint64_t)found.f_blocks * (uint64_t)found.f_bsize;
    to->available_bytes = (uint64_t)found.f_bavail * (uint64_t)found.f_bsize;
    return 0;
}

/* Somebody who opens the file for writing between the two calls below breaks the lease, which is told by SIGIO; its
   default action would end the process. */
static void ignore_lease_signal(void) { signal(SIGIO, SIG_IGN); }

int carretel_ask_lease(int descriptor) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, ignore_lease_signal);
    if (fcntl(descriptor, F_SETLEASE, F_RDLCK) < 0) return errno == EAGAIN ? 1 : -errno;
    if (fcntl(descriptor, F_SETLEASE, F_UNLCK) < 0) return -errno;
    return 0;
}

int carretel_lock(int descriptor, int exclusive, int wait) {
    struct flock request = {.l_type = exclusive ? F_WRLCK : F_RDLCK, .l_whence = SEEK_SET};
    int result;
    AGAIN(result, fcntl(descriptor, wait ? F_OFD_SETLKW : F_OFD_SETLK, &request));
    if (result < 0) return errno == EAGAIN || errno == EACCES ? 1 : -errno;
    return 0;
}

int carretel_unlock(int descriptor) {
    struct flock request = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
    return fcntl(descriptor, F_OFD_SETLK, &request) < 0 ? -errno : 0;
}

int carretel_lock_is_held(int descriptor) {
    struct flock request = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(descriptor, F_OFD_GETLK, &request) < 0) return -errno;
    return request.l_type != F_UNLCK;
}

int carretel_random(void *buffer, uint64_t count) {
    unsigned char *to = buffer;
    while (count > 0) {
        ssize_t result = getrandom(to, count, 0);
        if (result < 0 && errno == EINTR) continue;
        if (result < 0) return -errno;
        to += result;
        count -= (uint64_t)result;
    }
    return 0;
}

void carretel_clocks(int64_t *wall_microseconds, int64_t *monotonic_nanoseconds) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *wall_microseconds = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    clock_gettime(CLOCK_MONOTONIC, &now);
    *monotonic_nanoseconds = nanoseconds(now);
}

int carretel_poll_readable(const int *descriptors, uint8_t *ready, int count, int64_t timeout_milliseconds) {
    struct pollfd polled[8];
    if (count < 0 || count > 8) return -EINVAL;
    for (int i = 0; i < count; i++) polled[i] = (struct pollfd){.fd = descriptors[i], .events = POLLIN};
    int timeout = timeout_milliseconds < 0 ? -1 : timeout_milliseconds > 3600000 ? 3600000 : (int)timeout_milliseconds;
    int result = poll(polled, (nfds_t)count, timeout);
    if (result < 0 && errno != EINTR) return -errno;
    for (int i = 0; i < count; i++) ready[i] = result > 0 && polled[i].revents != 0;
    return result < 0 ? 0 : result;
}

const char *carretel_error_text(int code) {
    const char *text = strerrordesc_np(code);
    return text == NULL ? "unknown error" : text;
}
