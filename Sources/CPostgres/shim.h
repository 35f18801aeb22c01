#ifndef BANYAN_CPOSTGRES_SHIM_H
#define BANYAN_CPOSTGRES_SHIM_H
#include <libpq-fe.h>
#endif
