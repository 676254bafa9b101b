// PC/SC as pcsc-lite speaks it: its own headers, nothing added.
#include <winscard.h>
#include <reader.h>
