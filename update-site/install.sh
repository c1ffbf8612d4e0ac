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
    case "$file" in *-linux-*|*-macosx-*|*-windows-*|pytorch-*|api-*) continue ;; esac
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
# DJL, PyTorch's binding and native part fit one another only: none where Fiji has others. DJL's jar gets its name in
# front, since jars of other makers are called api, too.
api=$(cd "$target/lib" && ls | grep '^api-[0-9]')
others=
for jar in "$fiji"/jars/pytorch-*.jar "$fiji"/jars/api-*.jar "$fiji"/jars/djl-api-*.jar; do
    file=$(basename "$jar")
    [ -f "$jar" ] && [ ! -f "$target/lib/$file" ] && [ "$file" != "djl-$api" ] || continue
    case "$file" in
        pytorch-*) others="$others $file" ;;
        *) jar tf "$jar" 2>/dev/null | grep -q '^ai/djl/Model.class$' && others="$others $file" || true ;;
    esac
done
if [ -n "$others" ]; then
    echo "networks will not run: Fiji has another version of DJL or PyTorch:$others" >&2
else
    [ -f "$fiji/jars/djl-$api" ] || { cp "$target/lib/$api" "$fiji/jars/djl-$api"; echo "copied djl-$api"; }
    for jar in "$target"/lib/pytorch-*.jar; do
        [ -f "$fiji/jars/$(basename "$jar")" ] || copy "$jar"
    done
fi
# models: cards, weights and architectures, not what trains them
for model in "$(dirname "$0")"/../models/*/; do
    model=${model%/}
    [ -f "$model/card.json" ] || [ -f "$model/architecture.json" ] || continue
    mkdir -p "$fiji/models/palimpsest"
    rm -rf "$fiji/models/palimpsest/$(basename "$model")"
    cp -R "$model" "$fiji/models/palimpsest/"
    echo "copied model $(basename "$model")"
done
