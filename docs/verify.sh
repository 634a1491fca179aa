#!/usr/bin/env bash
# Verifies a signed checkpoint of a log, or the proof that an entry is in it, with openssl and coreutils alone:
#
#   verify.sh FILE --log KEY [--witness KEY]... [--leaf HEX]
#
# FILE is what `rodtrad checkpoint` or `rodtrad prove` wrote (C2SP tlog-checkpoint, tlog-proof). KEY is a public key that you
# were given by the log's owner or a witness, not by whoever gave you the file. Every --witness must have cosigned. A proof of
# an entry that is erased needs its leaf hash. Exit code 0: all of it holds; 1: it does not. Röda tråden's own verifier is
# another program, in another language: both must agree.
set -euo pipefail
export LC_ALL=C
readonly DASH=$'\xe2\x80\x94' NUMBER='^(0|[1-9][0-9]{0,17})$' HASH='^[A-Za-z0-9+/]{43}=$' SPKI=302a300506032b6570032100

refuse() { printf 'REFUSED: %s\n' "$1" >&2; exit 1; }
unhex() { printf %s "${1^^}" | basenc --base16 -d; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
sha256() { openssl dgst -sha256 -r | cut -c1-64; }

decode() { # base64, in its one canonical form, to hex
    local as_hex
    as_hex=$(printf %s "$1" | base64 -d 2>/dev/null | hex) || refuse "base64 is malformed"
    [[ $(unhex "$as_hex" | base64 -w0) == "$1" ]] || refuse "base64 is malformed"
    printf %s "$as_hex"
}

key_of() { # a public key NAME+ID+BASE64 of a type: sets name, id and public
    local rest=${1#*+} key
    name=${1%%+*} id=${rest%%+*}
    key=$(decode "${rest#*+}") || exit 1
    [[ $name && $name != *[[:space:]]* && ${#key} == 66 && ${key:0:2} == "$2" ]] || refuse "it is no key of that type: $1"
    [[ $({ printf '%s\n' "$name"; unhex "$key"; } | sha256) == "$id"* && ${#id} == 8 ]] || refuse "the key's id is another's: $1"
    public=${key:2}
}

verify() { # a message and a signature in hex
    unhex "$2" >"$work/signature"
    unhex "$SPKI$public" >"$work/key"
    printf %s "$1" >"$work/message"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin -in "$work/message" -sigfile "$work/signature" \
        >/dev/null 2>&1
}

signed_by() { # a key and its type: whether the log or a witness has signed the checkpoint
    local line signer signature message times=0
    key_of "$1" "$2"
    for line in "${signatures[@]}"; do
        signer=${line#"$DASH "}
        signature=$(decode "${signer##* }") || exit 1
        [[ ${signer% *} == "$name" && ${signature:0:8} == "$id" ]] || continue
        signature=${signature:8} message=$body
        if [[ $2 == 04 ]]; then
            [[ ${#signature} == 144 && ${signature:0:1} == [0-7] ]] || refuse "the cosignature of $name is malformed"
            message=$(printf 'cosignature/v1\ntime %d\n%s' "0x${signature:0:16}" "$body"; printf x)
            message=${message%x} signature=${signature:16}
        fi
        [[ ${#signature} == 128 ]] || refuse "the signature of $name is malformed"
        verify "$message" "$signature" || refuse "the signature of $name does not verify"
        times=$((times + 1))
    done
    ((times > 0)) || refuse "$name has not signed it"
}

node() { unhex "01$1$2" | sha256; }

root_of_proof() { # RFC 9162 §2.1.3.2: the root that the proof gives the leaf
    local at=$index last=$((size - 1)) root=$leaf other
    for other in "${proof[@]}"; do
        other=$(decode "$other") || exit 1
        ((last > 0)) || refuse "the proof is too long"
        if ((at & 1 || at == last)); then
            root=$(node "$other" "$root")
            while ((!(at & 1) && at)); do at=$((at >> 1)) last=$((last >> 1)); done
        else
            root=$(node "$root" "$other")
        fi
        at=$((at >> 1)) last=$((last >> 1))
    done
    ((last == 0)) || refuse "the proof is too short"
    printf %s "$root"
}

file='' log='' leaf='' witnesses=()
while (($#)); do
    case $1 in
        --log) log=${2:?} && shift 2 ;;
        --witness) witnesses+=("${2:?}") && shift 2 ;;
        --leaf) leaf=${2:?} && shift 2 ;;
        *) [[ -z $file ]] || refuse "one file at a time"; file=$1 && shift ;;
    esac
done
[[ $file && $log ]] || refuse "usage: verify.sh FILE --log KEY [--witness KEY]... [--leaf HEX]"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mapfile -t lines <"$file"
printf '%s\n' "${lines[@]}" | cmp -s - "$file" || refuse "the file is no text of whole lines"
at=0 index='' proof=()
if [[ ${lines[0]} == c2sp.org/tlog-proof@v1 ]]; then
    at=1
    if [[ ${lines[at]:-} == "extra "* ]]; then
        entry=$(decode "${lines[at]#extra }") || exit 1
        leaf=$(unhex "00$entry" | sha256)
        at=$((at + 1))
    fi
    index=${lines[at]:-}
    [[ $index == "index "* && ${index#index } =~ $NUMBER ]] || refuse "the index is malformed"
    index=${index#index } at=$((at + 1))
    while [[ -n ${lines[at]:-} ]]; do
        [[ ${lines[at]} =~ $HASH ]] || refuse "a hash of the proof is malformed"
        proof+=("${lines[at]}") at=$((at + 1))
    done
    at=$((at + 1))
    [[ $leaf =~ ^[0-9a-f]{64}$ ]] || refuse "the entry is not in the file: give its leaf hash with --leaf"
fi
origin=${lines[at]:-} size=${lines[at + 1]:-} root=${lines[at + 2]:-}
[[ $origin && $size =~ $NUMBER && $root =~ $HASH && ${lines[at + 3]-x} == '' ]] || refuse "it is no checkpoint"
body="$origin"$'\n'"$size"$'\n'"$root"$'\n'
signatures=("${lines[@]:at+4}")
((${#signatures[@]} > 0)) || refuse "nobody has signed it"
for line in "${signatures[@]}"; do
    [[ $line =~ ^"$DASH "[^[:cntrl:]\ ]+\ [A-Za-z0-9+/]+=*$ ]] || refuse "a signature line is malformed"
done
[[ ${log%%+*} == "$origin" ]] || refuse "it is another log's: $origin"
signed_by "$log" 01
for witness in "${witnesses[@]}"; do signed_by "$witness" 04; done
expected=$(decode "$root") || exit 1
if [[ $index ]]; then
    ((index < size)) || refuse "the entry is beyond the checkpoint"
    found=$(root_of_proof) || exit 1
    [[ $found == "$expected" ]] || refuse "the entry is not in the tree of the checkpoint"
    printf 'OK: entry %d is in %s, ' $((index + 1)) "$origin"
else
    printf 'OK: %s, ' "$origin"
fi
printf '%d entries, signed by the log and %d witnesses\n' "$size" "${#witnesses[@]}"
