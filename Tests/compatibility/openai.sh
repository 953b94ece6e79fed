#!/usr/bin/env bash
# Lets the job type chat-reply talk to two real programs that speak OpenAI's chat completions: LiteLLM's proxy with
# answers of its own, and llama.cpp's server with a model of half a megabyte made here.
#
#     Tests/compatibility/openai.sh              both, with .build/release/carretel (make build)
#     Tests/compatibility/openai.sh --programs   only installs, starts and asks the programs, without Carretel
#     CARRETEL=.build/debug/carretel Tests/compatibility/openai.sh
#
# It installs the programs out of PyPI into .bench/compatibility/ (1 GB, once), runs them on free ports of 127.0.0.1 and
# stops them. Ends with 0 when all was as expected, 1 when an answer was not, 2 when something could not be installed or
# started.
set -uo pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C.UTF-8
# Keys and addresses of whoever runs this are not for a test; nor is a proxy on the way to 127.0.0.1.
unset "${!OPENAI_@}" CARRETEL_CONFIG CARRETEL_SPOOL http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY

carretel=${CARRETEL:-.build/release/carretel}
here=Tests/compatibility
home=.bench/compatibility
seconds_to_start=120
litellm_key=sk-carretel-local
llama_key=carretel-tiny-key
started=()
failed=0
work=

unavailable() {
    failed=1
    printf '\nThe programs cannot be tried: %s\n' "$*" >&2
    exit 2
}

leave() {
    local id
    for id in "${started[@]}"; do kill "$id" 2>/dev/null; done
    for id in "${started[@]}"; do wait "$id" 2>/dev/null; done
    if [ -n "$work" ]; then
        if [ "$failed" = 0 ]; then rm -rf "$work"; else echo "Logs and answers are in $work"; fi
    fi
}
trap leave EXIT
trap 'failed=1; exit 130' INT TERM

heading() { printf '\n== %s\n' "$*"; }

# What came, held against rules: check NAME WHAT FILE RULE…
check() {
    local name=$1
    shift
    if python3 "$here/expect.py" "$@"; then
        echo "  ok      $name"
    else
        echo "  FAILED  $name"
        failed=1
    fi
}

# A virtual environment of its own for each program, built anew when what is asked for has changed: install NAME MODULE
install() {
    local folder=$home/$1 wanted=$here/requirements-$1.txt
    if [ ! -x "$folder/bin/python" ] || ! cmp -s "$wanted" "$folder/requirements.txt"; then
        echo "Installing $(grep -vE '^(gguf|numpy)' "$wanted") into $folder"
        rm -rf "$folder"
        python3 -m venv "$folder" || unavailable "python3 -m venv $folder failed (Debian: apt-get install python3-venv)"
        "$folder/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: -r "$wanted" >"$home/$1-pip.log" 2>&1 ||
            unavailable "pip could not install $wanted; the end of $home/$1-pip.log: $(tail -n 5 "$home/$1-pip.log")"
        cp "$wanted" "$folder/requirements.txt"
    fi
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Waits until the command given succeeds: ready PROCESS LOG COMMAND…
ready() {
    local id=$1 log=$2 begin=$SECONDS
    shift 2
    until "$@"; do
        kill -0 "$id" 2>/dev/null || return 1
        [ $((SECONDS - begin)) -lt $seconds_to_start ] ||
            unavailable "no answer within $seconds_to_start s; the end of $log: $(tail -n 5 "$log")"
        sleep 0.1
    done
}

answers() { curl -sf -m 2 -o /dev/null "$1"; }

start_litellm() {
    local tries port
    for tries in 1 2 3; do
        port=$(free_port)
        # The prices that it knows are those it came with: it would fetch newer ones.
        LITELLM_LOCAL_MODEL_COST_MAP=True NO_DOCS=True "$home/litellm/bin/litellm" --config "$here/litellm.yaml" \
            --host 127.0.0.1 --port "$port" --telemetry False >"$work/litellm.log" 2>&1 </dev/null &
        started+=($!)
        litellm=http://127.0.0.1:$port/v1
        ready $! "$work/litellm.log" answers "http://127.0.0.1:$port/health/liveliness" && return
        echo "LiteLLM ended (try $tries of 3)"
    done
    unavailable "LiteLLM does not start; the end of $work/litellm.log: $(tail -n 5 "$work/litellm.log")"
}

start_llama() {
    "$home/llama-cpp/bin/python" "$here/make_model.py" "$work/tiny.gguf" || unavailable "the model could not be made"
    "$home/llama-cpp/bin/python" "$here/serve_model.py" "$work/tiny.gguf" $llama_key \
        >"$work/llama-cpp.address" 2>"$work/llama-cpp.log" </dev/null &
    started+=($!)
    ready $! "$work/llama-cpp.log" test -s "$work/llama-cpp.address" ||
        unavailable "llama.cpp's server ended; the end of its log: $(tail -n 5 "$work/llama-cpp.log")"
    llama=$(head -n 1 "$work/llama-cpp.address")/v1
}

# The program itself, so that its troubles are not taken for Carretel's: ask NAME ADDRESS KEY MODEL
ask() {
    local body="{\"model\":\"$4\",\"messages\":[{\"role\":\"user\",\"content\":\"bom dia\"}],\"max_completion_tokens\":12"
    local call=(curl -sf -m 30 -H "Authorization: Bearer $3" -H "Content-Type: application/json" "$2/chat/completions")
    "${call[@]}" -d "$body}" >"$work/$1.json"
    check "$1 answers" answer "$work/$1.json" object=chat.completion choices.0.message.content:text "model=$4" \
        "usage.total_tokens>0"
    "${call[@]}" -N -d "$body,\"stream\":true}" >"$work/$1.events"
    check "$1 streams" events "$work/$1.events" text:text "events>2"
}

# One job in this process: process NAME JOB-PARAMETERS, the profile in the environment; its result in $work/NAME.json.
process() {
    echo "{\"type\":\"chat-reply\",\"parameters\":{\"session_id\":\"$1\",\"entity_id\":\"guardia\",\"message\":\"Bom dia! Onde está o pedido?\"$2}}" \
        >"$work/$1.job.json"
    CARRETEL_CONFIG=$work/empty.yaml "$carretel" process --spool "$work/spool" "$work/$1.job.json" >"$work/$1.json" 2>"$work/$1.err"
}

# What `carretel process` makes of each program: processes NAME ADDRESS KEY MODEL REASON-OF-A-WRONG-KEY RULE…
processes() {
    local name=$1 address=$2 key=$3 model=$4 reason=$5 stream
    shift 5
    export OPENAI_BASE_URL=$address OPENAI_API_KEY=$key OPENAI_MODEL=$model OPENAI_MAX_TOKENS=12
    for stream in false true; do
        process "$name-$stream" ",\"stream\":$stream"
        check "$name: a reply, stream $stream" result "$work/$name-$stream.json" status=succeeded output.origin=model \
            output.reply:text "output.model=$model" output.fallback_reason:none "output.usage.total_tokens>0" "$@"
    done
    OPENAI_API_KEY=wrong-key-0001 process "$name-key" ""
    check "$name: a wrong key" result "$work/$name-key.json" status=succeeded output.origin=fallback output.reply:text \
        "output.fallback_reason~$reason"
    OPENAI_BASE_URL=${address%/v1}/nothing process "$name-address" ""
    check "$name: a wrong address" result "$work/$name-address.json" status=succeeded output.origin=fallback \
        output.reply:text output.fallback_reason=not_found
    unset "${!OPENAI_@}"
}

reply_of() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1], encoding="utf-8"))["output"]["reply"])' "$1"; }

# The text that a stream was told as while it came, held against the reply: told JOB. It is written a moment after the result.
told() {
    local file=$work/spool/outgoing/progress/$1.events.jsonl wanted
    wanted=$(reply_of "$work/spool/outgoing/results/$1.result.json")
    for _ in {1..50}; do
        python3 "$here/expect.py" told "$file" "text=$wanted" 2>/dev/null && break
        sleep 0.1
    done
    check "$1: partial text" told "$file" "partials>0" "text=$wanted"
}

serves() { "$carretel" status --spool "$work/spool" --config "$work/carretel.yaml" >/dev/null 2>&1; }

# The daemon with both programs as profiles, and a job for each, plain and as a stream.
serve() {
    local profile stream job
    cat >"$work/carretel.yaml" <<YAML
profiles:
  litellm: { openai: { url: "$litellm", api_key_file: "$work/litellm.key", model: carretel-mock } }
  limited: { openai: { url: "$litellm", api_key_file: "$work/litellm.key", model: carretel-limited } }
  llama: { openai: { url: "$llama", api_key_file: "$work/llama.key", model: carretel-tiny, max_tokens: 40 } }
YAML
    (umask 077 && printf '%s' $litellm_key >"$work/litellm.key" && printf '%s' $llama_key >"$work/llama.key")
    "$carretel" serve --spool "$work/spool" --config "$work/carretel.yaml" >"$work/serve.log" 2>&1 </dev/null &
    started+=($!)
    ready $! "$work/serve.log" serves ||
        unavailable "carretel serve ended; the end of its log: $(tail -n 5 "$work/serve.log")"
    for profile in litellm llama limited; do
        for stream in false true; do
            job=serve-$profile-$stream
            echo "{\"type\":\"chat-reply\",\"parameters\":{\"session_id\":\"$job\",\"entity_id\":\"guardia\",\"profile\":\"$profile\",\"message\":\"Bom dia!\",\"stream\":$stream}}" \
                >"$work/$job.part"
            mv "$work/$job.part" "$work/spool/incoming/$job.json"
        done
    done
    for profile in litellm llama limited; do
        for stream in false true; do
            job=serve-$profile-$stream
            ready "${started[-1]}" "$work/serve.log" test -s "$work/spool/outgoing/results/$job.result.json" ||
                unavailable "carretel serve ended; the end of its log: $(tail -n 5 "$work/serve.log")"
            if [ $profile = limited ]; then
                check "serve, $profile, stream $stream" result "$work/spool/outgoing/results/$job.result.json" \
                    status=succeeded output.origin=fallback output.fallback_reason=rate_limited output.requests=2
            else
                check "serve, $profile, stream $stream" result "$work/spool/outgoing/results/$job.result.json" \
                    status=succeeded output.origin=model output.reply:text "output.usage.total_tokens>0"
                if [ $stream = true ]; then told $job; fi
            fi
        done
    done
}

only_programs=0
case ${1:-} in
"") ;;
--programs) only_programs=1 ;;
*)
    sed -n '2,12s/^# \{0,1\}//p' "$0"
    exit 64
    ;;
esac

for tool in python3 curl cmp; do command -v $tool >/dev/null || unavailable "there is no $tool in PATH"; done
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || unavailable "Python 3.10 or later is needed"
if [ $only_programs = 0 ]; then
    [ -x "$carretel" ] || unavailable "there is no $carretel (make build)"
    "$carretel" types 2>/dev/null | grep -q '^chat-reply\b' || unavailable "$carretel has no job type chat-reply"
fi
mkdir -p "$home"
work=$(mktemp -d)

heading "The programs"
install litellm
install llama-cpp
start_litellm
start_llama
echo "LiteLLM $("$home/litellm/bin/pip" show litellm 2>/dev/null | sed -n 's/^Version: //p') at $litellm"
echo "llama.cpp (xllamacpp $("$home/llama-cpp/bin/pip" show xllamacpp 2>/dev/null | sed -n 's/^Version: //p')) at $llama"
ask litellm "$litellm" $litellm_key carretel-mock
ask llama-cpp "$llama" $llama_key carretel-tiny
if [ $only_programs = 1 ] || [ $failed != 0 ]; then exit $failed; fi

heading "carretel process"
: >"$work/empty.yaml"
"$carretel" init "$work/spool" >/dev/null 2>&1 || unavailable "carretel init failed"
# Without a database LiteLLM cannot tell a wrong key from a right one, and calls it a bad request.
processes litellm "$litellm" $litellm_key carretel-mock "unauthorized|invalid_request" \
    "output.reply=Olá! Seu pedido está a caminho."
processes llama-cpp "$llama" $llama_key carretel-tiny unauthorized output.finish_reason=length \
    output.usage.completion_tokens=12

heading "carretel serve"
serve

heading "$([ $failed = 0 ] && echo "All as expected" || echo "Something was not as expected")"
exit $failed
