#!/bin/sh
# Runs JMH benchmarks whose names match the arguments: sh src/test/benchmark.sh DetectorBenchmark
set -e
cd "$(dirname "$0")/../.."
./mvnw -q -B -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test
exec java -cp "target/classes:target/test-classes:$(cat target/test.classpath)" org.openjdk.jmh.Main "$@"
