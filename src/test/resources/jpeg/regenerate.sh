#!/bin/sh
# Makes the JPEG files of this folder and libjpeg's hashes of their coefficients (coefficients.txt); see README.md.
# usage: regenerate.sh FOLDER-OF-SOURCE-PICTURES
set -eu
source=$(cd "$1" && pwd)
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcc -O2 -o "$work/dump" dump_coefficients.c -ljpeg

crop() { # name, size and place, source
    jpegtran -crop "$2" "$source/$3" > "$work/crop.jpg"
    djpeg -pnm "$work/crop.jpg" > "$work/$1.ppm"
}
crop flower 150x97+320+320 blue-periwinkle.jpg
crop lake 101x75+480+480 lake-sherburne.jpg
crop cells 61x40+160+160 blood-cells.jpg
crop edge 40x27+320+160 blood-cells.jpg

make() { # result, source, options of cjpeg
    result=$1
    picture=$2
    shift 2
    cjpeg "$@" -outfile "$result.jpg" "$work/$picture.ppm"
}
rm -f ./*.jpg
make baseline-420-q75 flower -quality 75
make baseline-420-q90-optimised flower -quality 90 -optimize
make baseline-420-q5 lake -quality 5 -baseline
make extended-420-q2-16bit lake -quality 2
make baseline-444-q100 edge -quality 100 -sample 1x1
make baseline-422-q85 cells -quality 85 -sample 2x1
make baseline-440-q85 cells -quality 85 -sample 1x2
make baseline-411-q85 lake -quality 85 -sample 4x1
make baseline-3x1-q80 lake -quality 80 -sample 3x1
make baseline-1x4-q80 lake -quality 80 -sample 1x4
make baseline-4x2-q80 lake -quality 80 -sample 4x2
make baseline-mixed-2x2-1x2-1x1 lake -quality 80 -sample 2x2,1x2,1x1
make baseline-mixed-4x1-1x1-2x1 lake -quality 80 -sample 4x1,1x1,2x1
make baseline-chroma-larger edge -quality 80 -sample 1x1,2x2,2x1
make baseline-grey lake -quality 80 -grayscale
make baseline-grey-2x2 lake -quality 80 -grayscale -sample 2x2
make baseline-restart-1-block cells -quality 80 -restart 1B
make baseline-restart-row flower -quality 80 -restart 1
make baseline-rgb cells -quality 90 -rgb
make progressive-420-q75 flower -quality 75 -progressive
make progressive-444-q98 cells -quality 98 -progressive -sample 1x1
make progressive-422-restart lake -quality 85 -progressive -sample 2x1 -restart 5B
make progressive-411 lake -quality 85 -progressive -sample 4x1
make progressive-3x1 lake -quality 85 -progressive -sample 3x1
make progressive-mixed-2x2-1x2-1x1 lake -quality 80 -progressive -sample 2x2,1x2,1x1
make progressive-grey edge -quality 85 -progressive -grayscale
make progressive-grey-restart lake -quality 85 -progressive -grayscale -restart 1

printf '0; 1; 2;\n' > "$work/separate"
printf '0; 1 2;\n' > "$work/partly"
printf '0: 0-0, 0, 3; 1 2: 0-0, 0, 2; 0: 1-63, 0, 2; 1: 1-63, 0, 0; 2: 1-9, 0, 3; 2: 10-63, 0, 3;\n' > "$work/deep"
printf '0: 0-0, 3, 2; 0: 0-0, 2, 1; 1 2: 0-0, 2, 1; 0 1 2: 0-0, 1, 0; 0: 1-63, 2, 1; 0: 1-63, 1, 0;\n' >> "$work/deep"
printf '2: 1-63, 3, 2; 2: 1-63, 2, 1; 2: 1-63, 1, 0;\n' >> "$work/deep"
printf '0 1 2: 0-0, 0, 0; 0: 1-5, 0, 0; 0: 6-63, 0, 0; 1: 1-63, 0, 0; 2: 1-63, 0, 0;\n' > "$work/spectral"
printf '0 1 2: 0-0, 0, 1; 0: 1-20, 0, 2; 0: 1-20, 2, 1;\n' > "$work/unfinished"
make baseline-separate-scans flower -quality 80 -scans "$work/separate"
make baseline-partly-interleaved lake -quality 80 -sample 2x1 -scans "$work/partly" -restart 3B
make baseline-separate-3x2 lake -quality 80 -sample 3x2,1x1,3x1 -scans "$work/separate"
make progressive-deep flower -quality 92 -scans "$work/deep"
make progressive-deep-restart lake -quality 92 -scans "$work/deep" -restart 2B
make progressive-spectral lake -quality 92 -scans "$work/spectral"
make progressive-unfinished lake -quality 92 -scans "$work/unfinished"

/usr/bin/python3 - "$work" << 'PYTHON'
import sys
from PIL import Image
picture = Image.open(sys.argv[1] + "/cells.ppm")
picture.convert("CMYK").save("baseline-cmyk.jpg", quality=80)
picture.convert("CMYK").save("progressive-cmyk.jpg", quality=80, progressive=True)
PYTHON

# Tables and sampling that cameras chose, around a few blocks.
jpegtran -copy all -crop 48x32+480+480 -outfile camera-canon-s100.jpg "$source/canon-s100.jpg"
jpegtran -copy all -crop 64x32+480+480 -outfile camera-sony-ilce-6000.jpg "$source/sony-ilce-6000.jpg"
jpegtran -copy all -crop 48x32+480+480 -outfile camera-nikon-d3200.jpg "$source/nikon-d3200.jpg"

# per component: file, number, blocks in a row, block rows, SHA-256 of the coefficients (16 bit, little-endian)
for file in *.jpg; do
    component=0
    while "$work/dump" "$file" $component > "$work/blocks" 2> "$work/size" && [ -s "$work/blocks" ]; do
        echo "$file $component $(head -1 "$work/size") $(sha256sum < "$work/blocks" | cut -d' ' -f1)"
        component=$((component + 1))
    done
done > coefficients.txt
