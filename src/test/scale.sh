#!/bin/sh
# Times the evaluation of N pictures of a megapixel whose maps exist, in two jobs: sh src/test/scale.sh [N] [FOLDER]
# The set is made in FOLDER first (20 different pictures under N names). Prints wall seconds, and in the last line user and system time
# of the evaluation; 10,000 pictures in 15 minutes on two cores are 180 ms of user and system time for each.
set -e
cd "$(dirname "$0")/../.."
pictures=${1:-600}
folder=${2:-target/scale}
./mvnw -q -B -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test
classes="target/classes:target/test-classes:$(cat target/test.classpath)"
rm -rf "$folder"
java -Djava.awt.headless=true -cp "$classes" io.palimpsest.evaluate.run.ScaleSet "$folder" "$pictures"
began=$(date +%s)
(
    java -cp "$classes" io.palimpsest.cli.Main evaluate "$folder/set" --maps "$folder/maps" --jobs 2 --no-gallery \
        --output "$folder/out"
    echo "$(($(date +%s) - began)) s for $pictures pictures; user and system of the shell, then of Java:"
    times
)
