# shellcheck shell=bash
# Rows of your own: WINNOW_ROWS=DIR .ci/e2e real takes every DIR/NAME.jsonl, with
# the task DIR/NAME.yaml where there is one, through ten decisions of all sorts,
# undo and a new start, and looks at every line that leaves. Rows need ids.

scenario_real() {
  [[ -d ${WINNOW_ROWS:-} ]] || fail "WINNOW_ROWS names no folder of .jsonl files"
  local file
  for file in "$WINNOW_ROWS"/*.jsonl; do
    (cd "$(mktemp -d -p .)" && real_file "$file")
  done
}

# changed KIND gives the sample on the card another answer, the way of its kind.
changed() {
  case $1 in
    classify) press 2 ;;
    multilabel)
      tap 1 "not decided yet"
      press Enter
      ;;
    spans)
      tap Enter "esc"
      press l
      press 1
      press Enter
      ;;
    prefer) press Right ;;
    rate) press 3 ;;
    text | chat)
      tap e "ctrl+s save"
      types "Again: "
      press C-s
      ;;
  esac
}

# shape KIND is what a native line of the kind holds, for jq.
shape() {
  case $1 in
    multilabel) echo '[.[] | arrays] | any(all(type == "string"))' ;;
    spans) echo '[.[] | arrays] | any(all(.start? < .end? or length == 3))' ;;
    chat) echo '[.[] | arrays] | any(length > 0 and all(.role | type == "string"))' ;;
    prefer) echo '[.[] | strings] | length >= 2' ;;
    rate) echo '[.[] | numbers] | any(. >= 1 and . <= 5)' ;;
    *) echo '.winnow.decision | IN("accept", "edit", "relabel", "reject", "defer")' ;;
  esac
}

# real_file takes the rows of one file through a review.
real_file() {
  local name kind total n=0 task=()
  name=$(basename "$1" .jsonl)
  cp "$1" rows.jsonl
  if [[ -f ${1%.jsonl}.yaml ]]; then
    cp "${1%.jsonl}.yaml" task.yaml
    task=(--task task.yaml)
  fi
  winnow import rows.winnow rows.jsonl "${task[@]}" >words 2>&1 || fail "$name: $(cat words)"
  touch task.yaml # where there is none the import says what it inferred
  kind=$(grep -hoE 'kind:? [a-z]+' task.yaml words | head -n 1 | sed 's/.* //')
  # As the screen writes numbers.
  total=$(winnow stats rows.winnow --json | jq -r .samples | sed -E ':a; s/^([0-9]+)([0-9]{3})/\1,\2/; ta')
  open_screen "real-$name" 120x36 winnow review rows.winnow
  sees "0 of $total decided"
  local key
  for key in a a x change Space a change f a x a; do
    case $key in
      Space) tap Space "deferred" ;;
      f) tap f "flagged" ;;
      change)
        changed "$kind"
        sees "$((n += 1)) of $total decided"
        ;;
      *) tap "$key" "$((n += 1)) of $total decided" ;;
    esac
    sees "saved: " # a key is not typed ahead of what it decides
  done
  tap u "undone and saved"
  kind_again "real-$name" "$((n - 1)) of $total decided"
  tap u "undone and saved"
  tap C-r "done again and saved"
  kind_end
  same "$name: decided" "$((n - 1))" "$(winnow stats rows.winnow --json | jq .decided)"
  shaped native "$(shape "$kind")" "$n" # with the deferred one
  [[ $kind != text && $kind != chat ]] || same "$name: edited" 2 "$(grep -c 'Again: ' native.jsonl)"
  local other
  other=$(comm -23 <(jq -cS 'select(.winnow.decision == "accept") | del(.winnow)' native.jsonl | sort) <(jq -cS . rows.jsonl | sort))
  [[ -z $other ]] || fail "$name: an accepted row is not what it was: $other"
  checked "$name ($kind): $total rows in, ten decisions, undone after a restart, accepted rows leave as they came"
}
