#define _GNU_SOURCE
#include <sys/mman.h>
#include "CLinux.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <linux/input.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/timex.h>
#include <string.h>
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

int CLinux_read_gpio(const char *chip, unsigned line) {
    int device = open(chip, O_RDONLY | O_CLOEXEC);
    if (device < 0) return -errno;
    struct gpio_v2_line_request request;
    memset(&request, 0, sizeof request);
    request.offsets[0] = line;
    request.num_lines = 1;
    request.config.flags = GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_BIAS_PULL_UP;
    strcpy(request.consumer, "madoguchi");
    int level = -EIO;
    if (ioctl(device, GPIO_V2_GET_LINE_IOCTL, &request) < 0) {
        level = -errno;
    } else {
        struct gpio_v2_line_values values = { .bits = 0, .mask = 1 };
        level = ioctl(request.fd, GPIO_V2_LINE_GET_VALUES_IOCTL, &values) < 0 ? -errno : (int)(values.bits & 1);
        close(request.fd);
    }
    close(device);
    return level;
}

int CLinux_clock_is_kept(void) {
    struct timex question;
    memset(&question, 0, sizeof question);
    int state = adjtimex(&question);
    return state >= 0 && state != TIME_ERROR && !(question.status & STA_UNSYNC);
}

int CLinux_new_file(char *path) { return mkostemp(path, O_CLOEXEC); }
