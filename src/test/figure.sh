#!/bin/sh
# Draws README's figures anew: sh src/test/figure.sh [AUTHENTIC PICTURES…]
# That of the reliability is of the first of these pictures which shows it, one of the samples unless others are given.
set -e
PICTURES=
for picture in "$@"; do
    PICTURES="$PICTURES $(cd "$(dirname "$picture")" && pwd)/$(basename "$picture")"
done
cd "$(dirname "$0")/../.."
./mvnw -q -B -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test
CLASSES="target/classes:target/test-classes:$(cat target/test.classpath)"
java -cp "$CLASSES" io.palimpsest.command.ReadmeFigure src/site/finding.jpg
samples=src/test/resources/samples
# shellcheck disable=SC2086
exec java -cp "$CLASSES" io.palimpsest.command.ReliabilityFigure src/site/reliability.jpg \
    ${PICTURES:-$samples/park.jpg $samples/village.jpg $samples/meadow.jpg $samples/mountain.jpg $samples/carpet.jpg $samples/blood-smear.jpg}
