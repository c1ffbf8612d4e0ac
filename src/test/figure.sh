#!/bin/sh
# Draws README's figure anew: sh src/test/figure.sh
set -e
cd "$(dirname "$0")/../.."
./mvnw -q -B -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test
exec java -cp "target/classes:target/test-classes:$(cat target/test.classpath)" \
    io.palimpsest.command.ReadmeFigure src/site/finding.jpg
