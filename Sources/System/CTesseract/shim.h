// Tesseract's C API and Leptonica. https://tesseract-ocr.github.io/tessapi/5.x/ and http://www.leptonica.org
//
// PNG and JPEG are decoded by libpng and libjpeg directly: through Leptonica both write what they think of a broken file to
// standard error, which belongs to the process. libpng's simplified API keeps its messages; for libjpeg see below.
#pragma once
#include <dlfcn.h>
#include <leptonica/allheaders.h>
#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <tesseract/capi.h>
// After stdio.h, which it needs and does not include.
#include <jpeglib.h>
#include <jerror.h>

// Whether to go on.
typedef int (*ah_goes_on)(void *user);

// The C library's Dl_info and dladdr, which it declares for _GNU_SOURCE only. https://man7.org/linux/man-pages/man3/dladdr.3.html
typedef struct ah_dl_info {
    const char *file;
    void *base;
    const char *name;
    void *address;
} ah_dl_info;
extern int ah_dladdr(const void *address, ah_dl_info *info) __asm__("dladdr");

// The address of a function in Tesseract or in a library that is loaded for it; NULL: there is none.
static inline void *ah_loaded_function(const char *name) {
    ah_dl_info info;
    if (!ah_dladdr((const void *)&TessBaseAPIRecognize, &info) || !info.file) return NULL;
    void *library = dlopen(info.file, RTLD_LAZY | RTLD_NOLOAD);
    // Never closed: it counts one more user of a library that stays loaded.
    return library ? dlsym(library, name) : NULL;
}

// From now on OpenMP's parallel regions that this thread enters have one thread. It is a setting of the thread and not of the
// process; a limit by omp_set_num_threads would not hold, since Tesseract's regions name their number of threads.
// https://www.openmp.org/spec-html/5.0/openmpsu126.html. 0: there is an OpenMP that has no such function.
static inline int ah_one_openmp_thread(void) {
    void (*set)(int);
    *(void **)&set = ah_loaded_function("omp_set_max_active_levels");
    if (set) set(0);
    return set != NULL;
}

// At most 15 bytes; what `top -H` and a debugger show. Threads that OpenMP starts have it too.
static inline void ah_name_page_thread(const char *name) { prctl(PR_SET_NAME, (unsigned long)name, 0, 0, 0); }

static inline void ah_silent_leptonica(const char *message) { (void)message; }

// What Leptonica and libtiff would write to standard error they write nowhere.
static inline void ah_silence_images(void) {
    setMsgSeverity(L_SEVERITY_NONE);
    leptSetStderrHandler(ah_silent_leptonica);
    void *(*set)(void *);
    *(void **)&set = ah_loaded_function("TIFFSetErrorHandler");
    if (set) set(NULL);
    *(void **)&set = ah_loaded_function("TIFFSetWarningHandler");
    if (set) set(NULL);
}

// Reads a PNG of that size as 8 bits of grey on white. NULL: it is broken, or another size.
static inline PIX *ah_png_decode(const uint8_t *bytes, size_t count, uint32_t width, uint32_t height) {
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    if (!png_image_begin_read_from_memory(&image, bytes, count)) return NULL;
    PIX *pix = image.width == width && image.height == height ? pixCreate((l_int32)width, (l_int32)height, 8) : NULL;
    if (pix) {
        image.format = PNG_FORMAT_GRAY;
        png_color white = {255, 255, 255};
        if (png_image_finish_read(&image, &white, pixGetData(pix), pixGetWpl(pix) * 4, NULL)) {
            pixEndianByteSwap(pix);
        } else {
            pixDestroy(&pix);
        }
    }
    png_image_free(&image);
    return pix;
}

typedef struct ah_jpeg_state {
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
    int is_cut;
    ah_goes_on goes_on;
    void *user;
} ah_jpeg_state;

static inline void ah_jpeg_fail(j_common_ptr info) { longjmp(((ah_jpeg_state *)info->err)->failed, 1); }
static inline void ah_jpeg_silent(j_common_ptr info) { (void)info; }
// What is cut libjpeg fills with grey, and only warns of.
static inline void ah_jpeg_note(j_common_ptr info, int level) {
    int code = info->err->msg_code;
    if (level < 0 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER)) ((ah_jpeg_state *)info->err)->is_cut = 1;
}
static inline void ah_jpeg_look(j_common_ptr info) {
    ah_jpeg_state *state = (ah_jpeg_state *)info->err;
    // A progressive file may have any number of scans over the whole picture; real ones have about ten.
    if (info->is_decompressor && ((j_decompress_ptr)info)->input_scan_number > 100) longjmp(state->failed, 1);
    if (!state->goes_on(state->user)) longjmp(state->failed, 1);
}

// Reads a JPEG of that size as 8 bits of grey. NULL: it is broken, another size, or not to go on.
static inline PIX *ah_jpeg_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, ah_goes_on goes_on, void *user
) {
    struct jpeg_decompress_struct info;
    ah_jpeg_state state;
    PIX *volatile pix = NULL;
    uint8_t *volatile inks = NULL;
    memset(&info, 0, sizeof info);
    memset(&state, 0, sizeof state);
    info.err = jpeg_std_error(&state.errors);
    state.errors.error_exit = ah_jpeg_fail;
    state.errors.output_message = ah_jpeg_silent;
    state.errors.emit_message = ah_jpeg_note;
    state.goes_on = goes_on;
    state.user = user;
    if (setjmp(state.failed)) {
        jpeg_destroy_decompress(&info);
        free(inks);
        PIX *unfinished = pix;
        pixDestroy(&unfinished);
        return NULL;
    }
    jpeg_create_decompress(&info);
    state.progress.progress_monitor = ah_jpeg_look;
    info.progress = &state.progress;
    jpeg_mem_src(&info, (unsigned char *)bytes, count);
    jpeg_read_header(&info, TRUE);
    if (info.image_width != width || info.image_height != height) longjmp(state.failed, 1);
    int is_inks = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
    info.out_color_space = is_inks ? JCS_CMYK : JCS_GRAYSCALE;
    pix = pixCreate((l_int32)width, (l_int32)height, 8);
    if (is_inks) inks = (uint8_t *)malloc((size_t)width * 4);
    if (!pix || (is_inks && !inks)) longjmp(state.failed, 1);
    jpeg_start_decompress(&info);
    if (info.output_width != width || info.output_height != height) longjmp(state.failed, 1);
    while (info.output_scanline < height) {
        uint8_t *row = (uint8_t *)(pixGetData(pix) + (size_t)info.output_scanline * pixGetWpl(pix));
        JSAMPROW target = is_inks ? inks : row;
        jpeg_read_scanlines(&info, &target, 1);
        // Adobe's inks are stored inverted: 255 is none.
        for (uint32_t x = 0; is_inks && x < width; x++) {
            const uint8_t *ink = inks + 4 * (size_t)x;
            row[x] = (uint8_t)((30u * ink[0] + 59u * ink[1] + 11u * ink[2]) / 100u * ink[3] / 255u);
        }
    }
    int is_whole = !state.is_cut;
    jpeg_destroy_decompress(&info);
    free(inks);
    PIX *result = pix;
    if (is_whole) {
        pixEndianByteSwap(result);
    } else {
        pixDestroy(&result);
    }
    return result;
}
