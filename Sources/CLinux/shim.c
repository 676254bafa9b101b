#define _GNU_SOURCE
#include <sys/mman.h>
#include "CLinux.h"
#include <fcntl.h>
#include <linux/input.h>
#include <sys/ioctl.h>
#include <unistd.h>

int CLinux_input_switches(int device, unsigned char bits[4]) { return ioctl(device, EVIOCGSW(4), bits); }

int CLinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int CLinux_add_closefrom(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int CLinux_add_chdir(posix_spawn_file_actions_t *actions, const char *folder) {
    return posix_spawn_file_actions_addchdir_np(actions, folder);
}

int CLinux_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
