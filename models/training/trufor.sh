#!/bin/sh
# Trains TruFor with MiT-B0 from photographs to card, unattended, in three phases of the given minutes:
#   sh models/training/trufor.sh 6 14 4 WORK PHOTOGRAPHS…
# writes models/trufor-b0 and models/noiseprint, each only if it does better on held-out pictures than what is there. What
# WORK holds already is kept, so it can be run again after an interruption, or with LIMIT (minutes of one call) repeated until
# it says that all is done. Environment: LIMIT, EXPORT (no: train only), DEVICE, PYTHON, OUT (folder of models), NAME
# (trufor-b0 or trufor-b2), SET1 SET2 SET3 (settings of the trainer for a phase, such as "--batch 24 --set crop=256"), OPTIONS
# (options of every call of the trainer, such as "--precision half").
set -eu
[ $# -ge 5 ] || { sed -n 2,9p "$0" >&2; exit 2; }
first=$1 second=$2 third=$3
shift 3
. "$(dirname "$0")/phases.sh"
begin "$@"
name=${NAME:-trufor-b0}

# shellcheck disable=SC2086
phase noiseprint "$first" "$work/noiseprint" --set "span=$first" ${SET1:-}
# shellcheck disable=SC2086
phase "$name-localisation" "$second" "$work/$name-localisation" --from "$work/noiseprint" --set "span=$second" ${SET2:-}
# shellcheck disable=SC2086
phase "$name" "$third" "$work/$name" --from "$work/$name-localisation" --set "span=$third" ${SET3:-}
echo "all phases are done"
[ "${EXPORT:-yes}" = yes ] || exit 0
for net in noiseprint "$name"; do
    # shellcheck disable=SC2086
    $python -m palimpsest.export --net "$net" --from "$work/$net" --out "$models/$net" --data "$data" --better $photographs
done
