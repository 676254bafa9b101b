// What Swift needs of libcups 2.4: HTTP and IPP, without the default server, the user's
// options or the deprecated PPD calls.
#pragma once

#include <cups/cups.h>
#include <cups/http.h>
#include <cups/ipp.h>
