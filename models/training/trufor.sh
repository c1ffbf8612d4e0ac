#!/bin/sh
# Trains TruFor with MiT-B0 from photographs to card, unattended, in three phases of the given minutes:
#   sh models/training/trufor.sh 6 14 4 WORK PHOTOGRAPHS…
# writes models/trufor-b0 and models/noiseprint, each only if it does better on held-out pictures than what is there. What
# WORK holds already is kept, so it can be run again after an interruption, or with LIMIT (minutes of one call) repeated until
# it says that all is done. Environment: LIMIT, EXPORT (no: train only), DEVICE, PYTHON, OUT (folder of models), NAME
# (trufor-b0 or trufor-b2), SET1 SET2 SET3 (settings of the trainer for a phase, such as "--batch 24 --set crop=256").
set -eu
[ $# -ge 5 ] || { sed -n 2,8p "$0" >&2; exit 2; }
first=$1 second=$2 third=$3
mkdir -p "$4"
work=$(cd "$4" && pwd)
shift 4
photographs=
for folder in "$@"; do
    photographs="$photographs $(cd "$folder" && pwd)"
done
cd "$(dirname "$0")"
out=${OUT:-$(cd .. && pwd)}
python=${PYTHON:-python3}
name=${NAME:-trufor-b0}
until=
[ -z "${LIMIT:-}" ] || until="--until $($python -c "import sys, time; print(time.time() + 60 * float(sys.argv[1]))" "$LIMIT")"

# phase NETWORK MINUTES FOLDER OPTIONS… ; the options only for the beginning of a run
phase() {
    net=$1 minutes=$2 run=$work/$3
    shift 3
    before=
    while :; do
        # shellcheck disable=SC2086
        left=$($python -m palimpsest.left "$run" "$minutes" $until)
        [ "$left" != later ] || { echo "$net is not done yet: run this again"; exit 0; }
        # A call that trained nothing had too little time left to begin at all.
        if [ "$left" = done ] || [ "$left" = "$before" ]; then break; fi
        before=$left
        if [ -f "$run/checkpoint/index.json" ]; then set -- --resume; fi
        # shellcheck disable=SC2086
        $python -m palimpsest.train --net "$net" --minutes "$left" --out "$run" --data $photographs \
            --device "${DEVICE:-auto}" --every 1.5 "$@"
    done
}

# shellcheck disable=SC2086
phase noiseprint "$first" noiseprint --set "span=$first" ${SET1:-}
# shellcheck disable=SC2086
phase "$name-localisation" "$second" "$name-localisation" --from "$work/noiseprint" --set "span=$second" ${SET2:-}
# shellcheck disable=SC2086
phase "$name" "$third" "$name" --from "$work/$name-localisation" --set "span=$third" ${SET3:-}
echo "all phases are done"
[ "${EXPORT:-yes}" = yes ] || exit 0
data="pictures that palimpsest.forge made of the split train of: $(for f in $photographs; do basename "$f"; done | xargs)"
for net in noiseprint "$name"; do
    # shellcheck disable=SC2086
    $python -m palimpsest.export --net "$net" --from "$work/$net" --out "$out/$net" --data "$data" --better $photographs
done
