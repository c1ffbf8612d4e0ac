#!/bin/sh
# Compares an exported network (card.json with choices, tiling scaled, whole or tiled) run by Java with PyTorch, and tells how
# long Java takes: sh src/test/parity.sh MODELFOLDER
# PYTHON names a Python with PyTorch; python3 if it is not set.
set -e
MODEL="$(cd "$1" && pwd)"
cd "$(dirname "$0")/../.."
WORK="$(mktemp -d)"
trap 'rm -rf "$WORK"' EXIT
"${PYTHON:-python3}" src/test/resources/models/exported.py "$MODEL" "$WORK/expected.json"
./mvnw -q -B -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test
java -cp "target/classes:target/test-classes:$(cat target/test.classpath)" io.palimpsest.model.ExportParity "$MODEL" "$WORK/expected.json"
