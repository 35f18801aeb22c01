#ifndef BANYAN_CZLIB_SHIM_H
#define BANYAN_CZLIB_SHIM_H
#include <zlib.h>

/* zlib's initialiser is a macro, which Swift does not see. 15 + 16: the largest window, in a gzip frame. */
static inline int banyan_deflate_init_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
static inline int banyan_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
#endif
