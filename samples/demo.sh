#!/usr/bin/env bash
# Shows the way of a job: builds Carretel, starts it on a fresh spool in .demo/ beside a sandbox that plays the upstream
# systems, drops the job files of samples/ into it, follows their progress, shows where the results are and what `status`
# says, and stops it.
#
# Ends with 0 only when every job succeeded, the status and the files agree, and the daemon stopped cleanly.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8

carretel=.build/release/carretel
sandbox=.build/release/carretel-sandbox
demo=.demo
spool=$demo/spool
log=$demo/serve.log
max_seconds=120
daemon=
upstream=

heading() { printf '\n== %s\n' "$*"; }

fail() {
    printf '\nThe demo went wrong: %s\n' "$*" >&2
    [ -s "$log" ] && { echo "The last lines of $log:" >&2; tail -n 20 "$log" >&2; }
    exit 1
}

leave() {
    if [ -n "$daemon" ] && kill -0 "$daemon" 2>/dev/null; then
        kill -KILL "$daemon" 2>/dev/null || true
    fi
    if [ -n "$upstream" ]; then kill "$upstream" 2>/dev/null || true; fi
}
trap leave EXIT

# The first member of that name in a one-line JSON document, as far as a demo needs it: a number or a plain word.
member() {
    [ -f "$2" ] || return 0
    awk -v name="\"$1\":" '
        (at = index($0, name)) {
            value = substr($0, at + length(name))
            sub(/^ */, "", value)
            if (!sub(/^"/, "", value)) sub(/[],} ].*/, "", value)
            sub(/".*/, "", value)
            print value
            exit
        }' "$2"
}

bar() {
    local percent=${1%%.*} width=30 filled
    filled=$((percent * width / 100))
    printf '[%s%s] %3d %%' "$(printf '%*s' "$filled" '' | tr ' ' '#')" "$(printf '%*s' $((width - filled)) '' | tr ' ' '.')" \
        "$percent"
}

heading "Building (release)"
make build
make sandbox

heading "A fresh spool in $spool"
rm -rf "$demo"
mkdir -p "$demo/outbox"
"$carretel" init "$spool"
for dataset in samples/datasets/*/; do
    [ -d "$dataset" ] || continue
    cp -R "$dataset" "$spool/datasets/"
    echo "dataset $(basename "$dataset"): $(find "$dataset" -type f | wc -l) files"
done

heading "Starting the sandbox, which plays Omie, Odoo, a portal of service orders and a chat service on this machine"
"$sandbox" --port-file "$demo/sandbox.port" --service-orders 3000 --clients 1500 --sellers 50 --latency 20 \
    >"$demo/sandbox.log" 2>&1 </dev/null &
upstream=$!
for ((tries = 0; ; tries++)); do
    [ -s "$demo/sandbox.port" ] && break
    kill -0 "$upstream" 2>/dev/null || fail "the sandbox ended at once: $(cat "$demo/sandbox.log")"
    [ "$tries" -lt 200 ] || fail "the sandbox was not ready within 10 seconds"
    sleep 0.05
done
# What an operator sets for the real service, too; its address is the only difference.
export OMIE_URL=http://127.0.0.1:$(cat "$demo/sandbox.port")/api/v1/
export OMIE_APP_KEY=100000000001 OMIE_APP_SECRET=sandbox-secret
export PORTAL_URL=${OMIE_URL%api/v1/}portal/ PORTAL_USERNAME=operador PORTAL_PASSWORD=sandbox-portal
export ODOO_URL=${OMIE_URL%api/v1/} ODOO_DB=sandbox ODOO_USERNAME=sync ODOO_API_KEY=sandbox-api-key
# A key of whoever runs this is not spent on a demo: without one replies are fallbacks.
unset OPENAI_BASE_URL OPENAI_API_KEY OPENAI_API_KEY_FILE
echo "process $upstream at $OMIE_URL, $ODOO_URL and $PORTAL_URL"

heading "Starting carretel serve"
"$carretel" serve --spool "$spool" 2>"$log" </dev/null &
daemon=$!
for ((tries = 0; ; tries++)); do
    "$carretel" status --json --spool "$spool" 2>/dev/null | grep -qE '"alive": *true' && break
    kill -0 "$daemon" 2>/dev/null || fail "serve ended at once"
    [ "$tries" -lt 200 ] || fail "serve was not ready within 10 seconds"
    sleep 0.05
done
echo "process $daemon, its log is $log"

heading "The schedule odoo-sync runs at the start and fills the mirror of Odoo"
mirror=
for ((tries = 0; ; tries++)); do
    for result in "$spool"/outgoing/results/odoo-sync-*.result.json; do
        [ -f "$result" ] && mirror=$result
    done
    [ -n "$mirror" ] && break
    [ "$tries" -lt 600 ] || fail "the schedule odoo-sync has filled no mirror within 30 seconds"
    sleep 0.05
done
name=$(basename "$mirror" .result.json)
echo "$name: $(member status "$mirror"): $mirror"
[ "$(member status "$mirror")" = succeeded ] || fail "$name did not succeed"
find "$spool/outgoing/results/$name.data" -type f -printf '    changes: %p (%s bytes)\n' | sort

heading "Dropping the job files of samples/"
names=()
for file in samples/*.json; do
    [ -f "$file" ] || fail "there are no job files in samples/"
    name=$(basename "$file" .json)
    names+=("$name")
    # Written elsewhere on the same disk and renamed in: the best way, for the file appears whole.
    cp "$file" "$demo/outbox/$name.json"
    mv "$demo/outbox/$name.json" "$spool/incoming/$name.json"
    echo "$file -> $spool/incoming/$name.json"
done

heading "Following their progress"
# On a terminal one line is drawn again and again; into a file only what changed is printed.
declare -A shown=()
deadline=$((SECONDS + max_seconds))
pending=("${names[@]}")
while [ ${#pending[@]} -gt 0 ]; do
    [ "$SECONDS" -lt "$deadline" ] || fail "no result of ${pending[*]} within $max_seconds seconds"
    kill -0 "$daemon" 2>/dev/null || fail "serve has ended"
    left=()
    for name in "${pending[@]}"; do
        result=$spool/outgoing/results/$name.result.json
        progress=$spool/outgoing/progress/$name.progress.json
        if [ -f "$result" ]; then
            [ -t 1 ] && printf '\r\033[K'
            printf '%-28s %s %s\n' "$name" "$(bar 100)" "$(member status "$result")"
            continue
        fi
        left+=("$name")
        percent=$(member percent "$progress")
        [[ $percent =~ ^[0-9]+(\.[0-9]+)?$ ]] || percent=0
        if [ -t 1 ]; then
            printf '\r\033[K%-28s %s' "$name" "$(bar "$percent")"
        elif [ "$((${percent%%.*} / 25))" != "${shown[$name]:-0}" ]; then
            shown[$name]=$((${percent%%.*} / 25))
            printf '%-28s %s\n' "$name" "$(bar "$percent")"
        fi
    done
    pending=("${left[@]}")
    sleep 0.1
done

heading "The results"
wrong=0
for name in "${names[@]}"; do
    result=$spool/outgoing/results/$name.result.json
    status=$(member status "$result")
    echo "$name: $status: $result"
    data=$spool/outgoing/results/$name.data
    if [ -d "$data" ]; then
        find "$data" -type f -printf '    data: %p (%s bytes)\n' | sort
    fi
    [ -f "$data/relatorio.html" ] && echo "    open $data/relatorio.html in a browser"
    [ "$status" = succeeded ] || wrong=$((wrong + 1))
done

heading "What is short of the orders in that mirror"
"$carretel" submit rupture-lots --param dataset=store --spool "$spool" --wait >/dev/null ||
    fail "the analysis of the mirror ended with $?"

heading "What the portal was asked for"
"$carretel" report scraping --spool "$spool" || fail "the report ended with $?"
"$carretel" report scraping --html "$demo/portal.html" --spool "$spool" >/dev/null || fail "the report ended with $?"
echo "    open $demo/portal.html in a browser"

heading "carretel status"
"$carretel" status --spool "$spool" || fail "status ended with $?"

heading "Stopping with SIGTERM"
kill -TERM "$daemon"
code=0
wait "$daemon" || code=$?
daemon=
[ "$code" = 0 ] || fail "serve ended with $code"
echo "serve ended with 0"
"$carretel" fsck --spool "$spool" || fail "fsck found something"

[ "$wrong" = 0 ] || fail "$wrong of ${#names[@]} jobs did not succeed"
heading "The demo went well: ${#names[@]} jobs succeeded"
