#!/bin/sh
# Trains a fusion network from photographs to card, unattended; what is there already is kept, so it can be run again:
#   sh models/training/fusion.sh owaf 30 WORK PHOTOGRAPHS…
# trains owaf (or eff-b4-unet) for 30 minutes and writes models/owaf. WORK receives forged pictures, their maps and the run.
# Build first: ./mvnw -q -DskipTests package. Environment: TRAIN, VALIDATION, TEST (numbers of pictures), JOBS, SET (settings
# of the trainer, such as "--set positive=2"), PYTHON, OUT (folder of models).
set -eu
[ $# -ge 4 ] || { sed -n 2,6p "$0" >&2; exit 2; }
net=$1
minutes=$2
shift 2
. "$(dirname "$0")/phases.sh"
begin "$@"
jar=../../target/palimpsest.jar
[ -f "$jar" ] || { echo "build first: ./mvnw -q -DskipTests package" >&2; exit 1; }
forge() {
    # shellcheck disable=SC2086
    $python -m palimpsest.forge --data $photographs --split "$1" --count "$2" --seed "$3" --sizes 256 832 --out "$work/$1" --resume
}
forge train "${TRAIN:-2600}" 1
forge validation "${VALIDATION:-250}" 2
forge test "${TEST:-350}" 3
java -jar "$jar" maps "$work/train" "$work/validation" "$work/test" --output "$work/maps" --jobs "${JOBS:-2}" --resume
resume=
[ -d "$work/$net/checkpoint" ] && resume=--resume
# shellcheck disable=SC2086
$python -m palimpsest.train --net "$net" --minutes "$minutes" --out "$work/$net" --maps "$work/maps" ${SET:-} $resume
$python -m palimpsest.export --net "$net" --from "$work/$net" --out "$models/$net" --maps "$work/maps" --data "$data"
