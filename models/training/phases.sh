# Shell functions of the scripts here, to be read with a dot.
# begin WORK PHOTOGRAPHS… : makes the folder, goes to this one, and sets $work and $photographs (full names), $data (what the
# card says of them), $python and $models (the folder that models are written to; OUT).
begin() {
    mkdir -p "$1"
    work=$(cd "$1" && pwd)
    shift
    photographs=
    for folder in "$@"; do
        photographs="$photographs $(cd "$folder" && pwd)"
    done
    data="pictures that palimpsest.forge made of the split train of: $(for f in "$@"; do basename "$f"; done | xargs)"
    cd "$(dirname "$0")"
    models=${OUT:-$(cd .. && pwd)}
    python=${PYTHON:-python3}
}

# phase NETWORK MINUTES FOLDER OPTIONS… : trains until the run in FOLDER has had MINUTES in all; further words are only for the
# beginning of a run, those in $OPTIONS for every call. Ends the script where LIMIT (minutes from its start) leaves no time.
phase() {
    net=$1 minutes=$2 run=$3
    shift 3
    if [ -n "${LIMIT:-}" ] && [ -z "${until:-}" ]; then
        until="--until $($python -c "import sys, time; print(time.time() + 60 * float(sys.argv[1]))" "$LIMIT")"
    fi
    before=
    while :; do
        # shellcheck disable=SC2086
        left=$($python -m palimpsest.left "$run" "$minutes" ${until:-})
        [ "$left" != later ] || { echo "$net is not done yet: run this again"; exit 0; }
        # A call that trained nothing had too little time left to begin at all.
        if [ "$left" = done ] || [ "$left" = "$before" ]; then break; fi
        before=$left
        if [ -f "$run/checkpoint/index.json" ]; then set -- --resume; fi
        # shellcheck disable=SC2086
        $python -m palimpsest.train --net "$net" --minutes "$left" --out "$run" --data $photographs \
            --device "${DEVICE:-auto}" --every 1.5 ${OPTIONS:-} "$@"
    done
}
