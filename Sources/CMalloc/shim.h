// What Swift's module of the C library leaves out of <malloc.h>.
#pragma once

#include <stdlib.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

// From how many bytes on a piece of memory gets pages of its own, which go back to the system when it is freed.
static inline void malloc_set_mmap_threshold(int bytes) {
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, bytes);
#else
    (void)bytes;
#endif
}

// How many arenas the threads share.
static inline void malloc_set_arena_maximum(int count) {
#if defined(__GLIBC__)
    mallopt(M_ARENA_MAX, count);
#else
    (void)count;
#endif
}
