/* Writes what libjpeg's jpeg_read_coefficients gives: per component a line "wide high" on stderr and, on stdout, the
 * blocks in raster order, 64 coefficients each in natural order, as little-endian 16-bit numbers.
 *
 * gcc -O2 -o dump_coefficients dump_coefficients.c -ljpeg
 * ./dump_coefficients FILE [COMPONENT] */
#include <stdio.h>
#include <stdlib.h>
#include <jpeglib.h>

int main(int argc, char **argv) {
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr errors;
    FILE *in = argc > 1 ? fopen(argv[1], "rb") : NULL;
    int only = argc > 2 ? atoi(argv[2]) : -1;
    if (!in) {
        fprintf(stderr, "usage: dump_coefficients FILE [COMPONENT]\n");
        return 2;
    }
    info.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&info);
    jpeg_stdio_src(&info, in);
    jpeg_read_header(&info, TRUE);
    jvirt_barray_ptr *arrays = jpeg_read_coefficients(&info);
    for (int c = 0; c < info.num_components; c++) {
        jpeg_component_info *component = info.comp_info + c;
        if (only >= 0 && only != c) {
            continue;
        }
        fprintf(stderr, "%u %u\n", component->width_in_blocks, component->height_in_blocks);
        for (JDIMENSION row = 0; row < component->height_in_blocks; row++) {
            JBLOCKARRAY blocks = (*info.mem->access_virt_barray)((j_common_ptr)&info, arrays[c], row, 1, FALSE);
            for (JDIMENSION column = 0; column < component->width_in_blocks; column++) {
                for (int k = 0; k < 64; k++) {
                    JCOEF value = blocks[0][column][k];
                    putchar(value & 255);
                    putchar(value >> 8 & 255);
                }
            }
        }
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    fclose(in);
    return 0;
}
