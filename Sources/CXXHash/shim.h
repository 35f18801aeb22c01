#ifndef BANYAN_CXXHASH_SHIM_H
#define BANYAN_CXXHASH_SHIM_H
#include <xxhash.h>
#endif
