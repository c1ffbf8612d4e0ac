#!/bin/sh
# Trains networks that see scaled pictures from photographs to card, unattended, each for the given minutes:
#   sh models/training/networks.sh "lstm-endec=6 lstm-endec-cnn=6 msds=8" WORK PHOTOGRAPHS…
# writes models/NAME for those that EXPORT lists (not for ablations), each only if it does better on held-out
# pictures than what is there. What WORK holds already is kept, so it can be run again after an interruption, or with LIMIT
# (minutes of one call) repeated until it says that all is done. Environment: LIMIT, EXPORT (names of the networks to export,
# default lstm-endec transforensics msds), DEVICE, PYTHON, OUT (folder of models), SET (settings of the trainer for
# all), OPTIONS (options of every call of the trainer, such as "--precision half").
set -eu
[ $# -ge 3 ] || { sed -n 2,8p "$0" >&2; exit 2; }
plan=$1
shift
. "$(dirname "$0")/phases.sh"
begin "$@"

for item in $plan; do
    name=${item%%=*} from=
    # Whose encoder a network begins with.
    case $name in
    *-paper | *-fcn | *-as-coded) ;;
    transforensics*) from=../trufor-b0 ;;
    *) from=../transforensics ;;
    esac
    # shellcheck disable=SC2086
    phase "$name" "${item#*=}" "$work/$name" --set "span=${item#*=}" ${from:+--from "$from"} ${SET:-}
done
echo "all networks are done"
for item in $plan; do
    name=${item%%=*}
    case " ${EXPORT-lstm-endec transforensics msds} " in
    *" $name "*)
        # shellcheck disable=SC2086
        $python -m palimpsest.export --net "$name" --from "$work/$name" --out "$models/$name" --data "$data" \
            --better $photographs ;;
    esac
done
