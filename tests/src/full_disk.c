/* A disk that is full while a file exists: regular files then take no byte, and the program is told what a full disk
 * tells (ENOSPC). Loaded in front of the C library by tests/src/process.rs, so that it takes no rights to play. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int full(int fd) {
    struct stat found;
    const char *flag = getenv("ZHIJIA_TEST_FULL_DISK");
    if (flag == NULL || access(flag, F_OK) != 0 || fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) {
        return 0;
    }
    errno = ENOSPC;
    return 1;
}

#define REAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t count) {
    return full(fd) ? -1 : REAL(write)(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    return full(fd) ? -1 : REAL(pwrite)(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    return full(fd) ? -1 : REAL(pwrite64)(fd, bytes, count, at);
}
