// What the Glibc module leaves out of the C library: a header, a variadic function, and what is GNU's own.
#pragma once
#include <malloc.h>
#include <spawn.h>
#include <sys/prctl.h>

/// PR_SET_DUMPABLE (prctl(2)): 0 keeps this process out of core dumps and out of its user's ptrace.
static inline int CLinux_set_dumpable(unsigned long dumpable) {
    return prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0);
}

/// The switches of an input device that are on, as bits (EVIOCGSW of linux/input.h). Returns ioctl(2)'s answer.
int CLinux_input_switches(int device, unsigned char bits[4]);

/// pipe2(2) with O_CLOEXEC.
int CLinux_pipe(int ends[2]);

/// posix_spawn_file_actions_addclosefrom_np of glibc 2.34.
int CLinux_add_closefrom(posix_spawn_file_actions_t *actions, int first);

/// posix_spawn_file_actions_addchdir_np of glibc 2.29.
int CLinux_add_chdir(posix_spawn_file_actions_t *actions, const char *folder);

/// The level of a line of a GPIO chip, with its pull-up: 0 or 1, or the negative errno (linux/gpio.h, version 2).
int CLinux_read_gpio(const char *chip, unsigned line);

/// Whether somebody keeps the kernel's clock: not TIME_ERROR, and no STA_UNSYNC (adjtimex(2)).
int CLinux_clock_is_kept(void);

/// mkostemp(3) with O_CLOEXEC; the XXXXXX at the end of `path` become the name.
int CLinux_new_file(char *path);

/// memfd_create(2) with MFD_CLOEXEC: a file in memory and in no folder.
int CLinux_memory_file(const char *name);
