#include "CCUPS.h"
