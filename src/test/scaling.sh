#!/bin/sh
# Prints time and memory of detectors on 1, 4, 12 and 50 megapixels: sh src/test/scaling.sh [adq1,blk]
set -e
cd "$(dirname "$0")/../.."
./mvnw -q -B -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test
exec java -Xmx8g -XX:+UseParallelGC -cp "target/classes:target/test-classes:$(cat target/test.classpath)" io.palimpsest.detect.ScalingTable "$@"
