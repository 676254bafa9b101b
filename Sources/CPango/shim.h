// Pango for the text, Cairo for the PDF, HarfBuzz to ask the font what it has. pkg-config's `pangocairo` links all three.
#ifndef CPANGO_SHIM_H
#define CPANGO_SHIM_H

#include <pango/pangocairo.h>
#include <cairo-pdf.h>
#include <hb.h>
#include <hb-ot.h>

#endif
