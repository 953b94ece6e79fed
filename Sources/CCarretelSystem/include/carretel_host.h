/* What a process knows of itself and of the terminal it writes to. */
#ifndef CARRETEL_HOST_H
#define CARRETEL_HOST_H

#include <stdint.h>

/* The i-th variable of the environment as NAME=VALUE, or null past the last. environ(7) */
const char *carretel_environment_entry(int index);

/* The length of the path of the running program, written without a terminator; -errno on failure. proc(5) */
int64_t carretel_executable_path(char *buffer, uint64_t capacity);

/* The length of the path of the current folder, without a terminator; -errno on failure. proc(5) */
int64_t carretel_current_folder(char *buffer, uint64_t capacity);

int32_t carretel_process_id(void);
uint32_t carretel_user_id(void);

/* Whether a descriptor is a terminal: 1 or 0. isatty(3) */
int carretel_is_terminal(int descriptor);

/* The columns of the terminal behind a descriptor; 0 when it is none. ioctl_tty(2) */
int carretel_terminal_columns(int descriptor);

/* Opens a file that a person named, symbolic links followed; waits for the writer of a FIFO. The descriptor, or -errno.
   open(2) */
int carretel_open_input(const unsigned char *path);

/* From now on SIGINT is counted instead of ending the process: 0, or -errno. sigaction(2) */
int carretel_count_interrupts(void);

/* How often SIGINT came since. */
int carretel_interrupts(void);

#endif
