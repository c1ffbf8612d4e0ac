#!/bin/sh
# Copies Palimpsest, and those of its libraries that are not there yet, into a Fiji:
#   sh update-site/install.sh /path/to/Fiji.app
# Build first: ./mvnw -q -DskipTests package
set -eu
fiji=${1:?"say where Fiji is, such as /path/to/Fiji.app"}
target=$(dirname "$0")/../target
[ -d "$fiji/jars" ] || { echo "there is no folder 'jars' in $fiji" >&2; exit 1; }
[ -f "$target/palimpsest.jar" ] || { echo "build first: ./mvnw -q -DskipTests package" >&2; exit 1; }
copy() {
    cp "$1" "$fiji/jars/"
    echo "copied $(basename "$1")"
}
rm -f "$fiji"/jars/palimpsest.jar
cp "$target/palimpsest.jar" "$fiji/jars/"
for jar in "$target"/lib/*.jar; do
    file=$(basename "$jar")
    case "$file" in *-linux-*|*-macosx-*|*-windows-*) continue ;; esac
    if ls "$fiji/jars" | grep -q "^${file%%-[0-9]*}-[0-9]"; then
        continue # Fiji has a version of its own, which other plugins rely on
    fi
    copy "$jar"
done
# native parts only beside the very version that they belong to
for jar in "$target"/lib/*-linux-*.jar "$target"/lib/*-macosx-*.jar "$target"/lib/*-windows-*.jar; do
    file=$(basename "$jar")
    java=$(echo "$file" | sed -E 's/-(linux|macosx|windows)-[^-]*\.jar$/.jar/')
    if [ -f "$jar" ] && [ -f "$fiji/jars/$java" ] && [ -z "$(find "$fiji/jars" -name "$file")" ]; then
        copy "$jar"
    fi
done
