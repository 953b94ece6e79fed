#define _GNU_SOURCE
#include "carretel_host.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
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

int64_t carretel_current_folder(char *buffer, uint64_t capacity) {
    ssize_t length = readlink("/proc/self/cwd", buffer, capacity);
    return length < 0 ? -errno : length;
}

int32_t carretel_process_id(void) { return getpid(); }

uint32_t carretel_user_id(void) { return getuid(); }

int carretel_is_terminal(int descriptor) { return isatty(descriptor); }

int carretel_terminal_columns(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}


int carretel_open_input(const unsigned char *path) {
    int result;
    do {
        result = open((const char *)path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : result;
}

static atomic_int interrupts;

static void count_interrupt(int signal) {
    (void)signal;
    atomic_fetch_add(&interrupts, 1);
}

int carretel_count_interrupts(void) {
    struct sigaction action = {.sa_handler = count_interrupt, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    return sigaction(SIGINT, &action, NULL) < 0 ? -errno : 0;
}

int carretel_interrupts(void) { return atomic_load(&interrupts); }
