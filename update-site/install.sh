#!/bin/sh
# Copies Palimpsest, and those of its libraries that are not there yet, into a Fiji:
#   sh update-site/install.sh /path/to/Fiji.app
# Build first: ./mvnw -q -DskipTests package
set -eu
fiji=${1:?"say where Fiji is, such as /path/to/Fiji.app"}
target=$(dirname "$0")/../target
[ -d "$fiji/jars" ] || { echo "there is no folder 'jars' in $fiji" >&2; exit 1; }
[ -f "$target/palimpsest.jar" ] || { echo "build first: ./mvnw -q -DskipTests package" >&2; exit 1; }
rm -f "$fiji"/jars/palimpsest.jar
cp "$target/palimpsest.jar" "$fiji/jars/"
for jar in "$target"/lib/*.jar; do
    name=$(basename "$jar" | sed 's/-[0-9][^-]*\.jar$//')
    if ls "$fiji/jars" | grep -q "^$name-[0-9]"; then
        continue # Fiji has a version of its own, which other plugins rely on
    fi
    cp "$jar" "$fiji/jars/"
    echo "copied $(basename "$jar")"
done
