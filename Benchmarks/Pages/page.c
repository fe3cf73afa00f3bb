/* Writes an A4 page at 300 dots an inch, black letters on white, as a PNG in shades of grey.
 * usage: page TEXT PNG. TEXT is ASCII, which Leptonica's own letters have; it is filled to the page's width, without paragraphs. */
#include <leptonica/allheaders.h>
#include <stdio.h>

enum { WIDTH = 2480, HEIGHT = 3508, MARGIN = 240, POINTS = 12 };

int main(int argc, char **argv) {
  size_t size = 0;
  char *text = argc == 3 ? (char *)l_binaryRead(argv[1], &size) : NULL;
  L_BMF *letters = bmfCreate(NULL, POINTS);
  PIX *page = pixCreate(WIDTH, HEIGHT, 8);
  if (text == NULL || letters == NULL || page == NULL) {
    fprintf(stderr, "usage: page TEXT PNG\n");
    return 2;
  }
  pixSetAll(page);
  l_int32 overflow = 0;
  if (pixSetTextblock(page, letters, text, 0, MARGIN, MARGIN, WIDTH - 2 * MARGIN, 0, &overflow) != 0 || overflow != 0) {
    fprintf(stderr, "page: %s does not fit on a page\n", argv[1]);
    return 1;
  }
  return pixWriteImpliedFormat(argv[2], page, 0, 0) != 0;
}
