#ifndef BANYAN_CMALLOC_SHIM_H
#define BANYAN_CMALLOC_SHIM_H
#include <malloc.h>

/* Swift's Glibc does not know malloc.h, and other C libraries do not know these two: there they do nothing. */
static inline int banyan_limit_arenas(int most) {
#ifdef __GLIBC__
    return mallopt(M_ARENA_MAX, most);
#else
    return 0;
#endif
}
static inline int banyan_trim_heap(void) {
#ifdef __GLIBC__
    return malloc_trim(0);
#else
    return 0;
#endif
}
#endif
