#ifndef BANYAN_CQRENCODE_SHIM_H
#define BANYAN_CQRENCODE_SHIM_H
#include <qrencode.h>
#endif
