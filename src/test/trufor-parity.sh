#!/bin/sh
# Compares TruFor run by Java, of an imported checkpoint of random numbers, with PyTorch: sh src/test/trufor-parity.sh FOLDER
# FOLDER gets some 1 GB. PYTHON names a Python with PyTorch; python3 if it is not set.
set -e
cd "$(dirname "$0")/../.."
PYTHONPATH=models/training "${PYTHON:-python3}" src/test/resources/models/random_trufor.py "$1"
./mvnw -q -B -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test
exec java -cp "target/classes:target/test-classes:$(cat target/test.classpath)" io.palimpsest.model.TruForParity "$1"
