#define _GNU_SOURCE
#include "carretel_host.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

const char *carretel_environment_entry(int index) {
    return environ == NULL ? NULL : environ[index];
}

int64_t carretel_executable_path(char *buffer, uint64_t capacity) {
    ssize_t length = readlink("/proc/self/exe", buffer, capacity);
    return length < 0 ? -errno : length;
}

int32_t carretel_process_id(void) { return getpid(); }

uint32_t carretel_user_id(void) { return getuid(); }

int carretel_is_terminal(int descriptor) { return isatty(descriptor); }

int carretel_terminal_columns(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void carretel_set_umask(uint32_t mask) { umask(mask); }
