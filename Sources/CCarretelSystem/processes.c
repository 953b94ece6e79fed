#define _GNU_SOURCE
#include "carretel_processes.h"

#include "carretel_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int result_of(int returned)
{
    return returned < 0 ? -errno : returned;
}

/* Pipes */

int carretel_pipe(int ends[2])
{
    return result_of(pipe2(ends, O_CLOEXEC));
}

int carretel_set_nonblocking(int descriptor)
{
    int flags = fcntl(descriptor, F_GETFL);
    return flags < 0 ? -errno : result_of(fcntl(descriptor, F_SETFL, flags | O_NONBLOCK));
}

int carretel_open_null(void)
{
    return result_of(open("/dev/null", O_RDWR | O_CLOEXEC));
}

int carretel_take_standard_output(void)
{
    int copy = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (copy < 0)
        return -errno;
    if (dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
        int error = errno;
        close(copy);
        return -error;
    }
    return copy;
}

int carretel_is_hung_up(int descriptor)
{
    struct pollfd asked = { .fd = descriptor, .events = 0 };
    int count;
    do {
        count = poll(&asked, 1, 0);
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        return -errno;
    return count > 0 && (asked.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

/* Processes */

int carretel_become_subreaper(void)
{
    return result_of(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
}

int carretel_ignore_signals(void)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    if (sigaction(SIGPIPE, &ignore, NULL) < 0 || sigaction(SIGIO, &ignore, NULL) < 0)
        return -errno;
    return 0;
}

void carretel_let_group_read(void)
{
    mode_t mask = umask(077);
    umask(mask & ~(mode_t)050);
}

int carretel_set_niceness(int niceness)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    if (setpriority(PRIO_PROCESS, 0, niceness) != 0 || syscall(SYS_capget, &header, sets) != 0) {
        return -errno;
    }
    sets[CAP_TO_INDEX(CAP_SYS_NICE)].effective &= ~CAP_TO_MASK(CAP_SYS_NICE);
    sets[CAP_TO_INDEX(CAP_SYS_NICE)].permitted &= ~CAP_TO_MASK(CAP_SYS_NICE);
    return syscall(SYS_capset, &header, sets) == 0 ? 0 : -errno;
}

int32_t carretel_own_pid(void)
{
    return getpid();
}

int carretel_kill(int32_t pid, int signal)
{
    /* 0 and below would reach whole groups, our own among them. */
    return pid <= 0 ? -EINVAL : result_of(kill(pid, signal));
}

int carretel_kill_group(int32_t group, int signal)
{
    /* 1 would reach every process of the system. */
    return group <= 1 ? -EINVAL : result_of(kill(-group, signal));
}

int carretel_has_children(void)
{
    siginfo_t information;
    if (waitid(P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0)
        return 1;
    return errno == ECHILD ? 0 : -errno;
}

/* Appends the numbers in a file to `pids`; returns the new count or -errno. */
static int append_numbers(const char *path, int32_t *pids, int count, int capacity)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return -errno;
    int pid;
    while (count < capacity && fscanf(file, "%d", &pid) == 1)
        pids[count++] = pid;
    fclose(file);
    return count;
}

/* The parent of a process, 0 when it is gone. The name in the second field may hold spaces and parentheses. */
static int32_t parent_of(const char *pid)
{
    char path[64];
    char text[512];
    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = 0;
    char *end = strrchr(text, ')');
    int parent = 0;
    if (end == NULL || sscanf(end + 1, " %*c %d", &parent) != 1)
        return 0;
    return parent;
}

/* For kernels without CONFIG_PROC_CHILDREN. */
static int list_by_parent(int32_t *pids, int capacity)
{
    DIR *directory = opendir("/proc");
    if (directory == NULL)
        return -errno;
    int count = 0;
    struct dirent *entry;
    while (count < capacity && (entry = readdir(directory)) != NULL) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
            continue;
        if (parent_of(entry->d_name) == getpid())
            pids[count++] = atoi(entry->d_name);
    }
    closedir(directory);
    return count;
}

int carretel_list_children(int32_t *pids, int capacity)
{
    if (access("/proc/thread-self/children", R_OK) < 0)
        return list_by_parent(pids, capacity);
    DIR *tasks = opendir("/proc/self/task");
    if (tasks == NULL)
        return -errno;
    int count = 0;
    struct dirent *entry;
    while (count < capacity && (entry = readdir(tasks)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        char path[64];
        snprintf(path, sizeof path, "/proc/self/task/%.20s/children", entry->d_name);
        int found = append_numbers(path, pids, count, capacity);
        /* A thread that has just ended handed its children to another one. */
        if (found >= 0)
            count = found;
    }
    closedir(tasks);
    return count;
}

int carretel_await_death(int32_t pid, int milliseconds)
{
    int64_t deadline = carretel_monotonic_nanoseconds() + (int64_t)milliseconds * 1000000;
    int descriptor = (int)syscall(SYS_pidfd_open, pid, 0);
    for (;;) {
        siginfo_t information = { 0 };
        if (waitid(P_PID, (id_t)pid, &information, WEXITED | WNOHANG | WNOWAIT | __WALL) < 0 && errno != EINTR) {
            int error = errno;
            if (descriptor >= 0)
                close(descriptor);
            return error == ECHILD ? 1 : -error;
        }
        int64_t left = (deadline - carretel_monotonic_nanoseconds() + 999999) / 1000000;
        if (information.si_pid == pid || left <= 0) {
            if (descriptor >= 0)
                close(descriptor);
            return information.si_pid == pid;
        }
        struct pollfd asked = { .fd = descriptor, .events = POLLIN };
        /* Without a pidfd (before Linux 5.3) look again every millisecond. */
        poll(&asked, descriptor >= 0 ? 1 : 0, descriptor >= 0 ? (int)left : 1);
    }
}

int carretel_reap(int32_t pid, struct carretel_end *end)
{
    int status;
    pid_t reaped;
    do {
        reaped = waitpid(pid, &status, WNOHANG | __WALL);
    } while (reaped < 0 && errno == EINTR);
    if (reaped <= 0)
        return reaped < 0 ? -errno : 0;
    end->was_signalled = WIFSIGNALED(status);
    end->value = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    return 1;
}

_Noreturn void carretel_exit_now(int code)
{
    _exit(code);
}

int64_t carretel_resident_bytes(int32_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/statm", pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return -errno;
    long long pages;
    int found = fscanf(file, "%*d %lld", &pages);
    fclose(file);
    return found == 1 ? pages * sysconf(_SC_PAGESIZE) : -ENODATA;
}

int64_t carretel_oom_kills(void)
{
    char line[4096];
    char path[4096] = "";
    FILE *file = fopen("/proc/self/cgroup", "re");
    if (file == NULL)
        return -errno;
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "0::", 3) != 0)
            continue;
        line[strcspn(line, "\n")] = 0;
        if (snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.events", line + 3) >= (int)sizeof path)
            path[0] = 0;
    }
    fclose(file);
    file = path[0] == 0 ? NULL : fopen(path, "re");
    if (file == NULL)
        return -ENOENT;
    long long kills = -ENODATA;
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "oom_kill %lld", &kills) == 1)
            break;
    fclose(file);
    return kills;
}
