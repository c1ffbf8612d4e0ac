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
    case "$file" in *-linux-*|*-macosx-*|*-windows-*|pytorch-*) continue ;; esac
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
# PyTorch's Java part, binding and native part fit one another only; none where Fiji has others
others=$(for jar in "$fiji"/jars/pytorch-*.jar; do
    file=$(basename "$jar")
    [ ! -f "$jar" ] || [ -f "$target/lib/$file" ] || echo "$file"
done)
api=$(cd "$target/lib" && ls | grep '^api-[0-9]')
if [ -n "$others" ] || [ ! -f "$fiji/jars/$api" ]; then
    echo "networks will not run: Fiji has another version of DJL or PyTorch ($(cd "$fiji/jars" && ls | grep -E '^(api|pytorch-.*)-[0-9]' | xargs))" >&2
else
    for jar in "$target"/lib/pytorch-*.jar; do
        [ -f "$fiji/jars/$(basename "$jar")" ] || copy "$jar"
    done
fi
# models: card and weights, not what trains them
for card in "$(dirname "$0")"/../models/*/card.json; do
    [ -f "$card" ] || continue
    model=$(dirname "$card")
    mkdir -p "$fiji/models/palimpsest"
    rm -rf "$fiji/models/palimpsest/$(basename "$model")"
    cp -R "$model" "$fiji/models/palimpsest/"
    echo "copied model $(basename "$model")"
done
