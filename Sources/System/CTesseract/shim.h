// Tesseract's C API and Leptonica. https://tesseract-ocr.github.io/tessapi/5.x/ and http://www.leptonica.org
#pragma once
#include <leptonica/allheaders.h>
#include <tesseract/capi.h>
