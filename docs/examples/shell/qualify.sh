#!/bin/sh
# Which services can be had at an address? Asked over AMQP with Debian's amqp-tools alone.
#
#     sh qualify.sh "1129 I Street" Anchorage AK 99501
#
# Prints the answer as JSON. python3 is used only to write and to compare JSON. Exit status: 0 when an answer came.
set -eu

if [ $# -ne 4 ]; then
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 1
fi

server=${RESELLER_AMQP_URL#*://}
host_and_port=${server%%/*}
vhost=${server#*/}
host=${host_and_port%:*}
port=${host_and_port#*:}
answers=${ANSWERS_QUEUE:-answers.$RESELLER_NAME}
number=EX-$(od -An -N10 -tx1 /dev/urandom | tr -d ' \n')

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# A password on a command line can be read by every user of the machine; this file is for its owner only.
umask 077
printf 'username:%s\npassword:%s\n' "$RESELLER_USERNAME" "$RESELLER_PASSWORD" >"$folder/login"
connect="--server=$host --port=$port --vhost=$vhost --authfile=$folder/login"

document() {
    python3 - "$RESELLER_NAME" "$number" "$@" <<'PYTHON'
import datetime, json, sys

reseller, number, line, city, state, zip_code = sys.argv[1:]
print(json.dumps({
    "header": {"schema": "document/1", "transaction": "service.qualify", "transaction_number": number,
               "reseller": reseller, "sent_at": datetime.datetime.now(datetime.timezone.utc).isoformat()},
    "segments": [{"number": 1, "reference": "example/1",
                  "end_user": {"name": "Jane Doe", "class": "residence"},
                  "address": {"line": line, "city": city, "state": state, "zip": zip_code},
                  "request": {}}],
}))
PYTHON
}

document "$@" >"$folder/document.json"
# amqp-publish neither waits for confirms nor sees returns: the answer is the proof that the document arrived.
# shellcheck disable=SC2086 # the options are words of their own
amqp-publish $connect --exchange="documents.$RESELLER_NAME" --routing-key=service.qualify \
    --content-type=application/json --persistent --reply-to="$answers" <"$folder/document.json"

# The tools cannot set a correlation id; the answer then carries the transaction number. amqp-consume acknowledges
# a message when the program it is given to ends with 0. One that answers an earlier question is passed over.
cat >"$folder/read" <<'READ'
#!/bin/sh
cat >"$1/answer.json"
READ
while :; do
    # shellcheck disable=SC2086
    timeout 30 amqp-consume $connect --queue="$answers" --count=1 sh "$folder/read" "$folder" || {
        echo "no answer came within 30 s; ask again under the same transaction number" >&2
        exit 1
    }
    if grep -q "\"$number\"" "$folder/answer.json"; then
        cat "$folder/answer.json"
        exit 0
    fi
done
