# Completes `cargo migrate` and `cargo-migrate` in bash: source <(cargo migrate completions bash)

_cargo_migrate_join_words() {
    # Fills $words. Bash cuts words at = : and @ too; what stands together in the line is one word here.
    local rest="${COMP_LINE:0:COMP_POINT}" piece i
    words=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        piece="${COMP_WORDS[i]}"
        if [[ $i -eq 0 || "$rest" == [[:space:]]* ]]; then
            rest="${rest#"${rest%%[![:space:]]*}"}"
            words[${#words[@]}]=""
        fi
        # The last word counts as far as the cursor.
        [[ $i -eq $COMP_CWORD ]] && piece="$rest"
        words[${#words[@]} - 1]+="$piece"
        rest="${rest#"$piece"}"
    done
}

_cargo_migrate_complete() {
    # The arguments are what bash replaces, and the words of the subcommand, the last of which is completed.
    local typed="${!#}" tab=$'\t' values=() helps=() line value i
    local kept="${typed%"$1"}"
    shift
    while IFS= read -r line; do
        value="${line%%"$tab"*}"
        values[${#values[@]}]="${value#"$kept"}"
        helps[${#helps[@]}]="${line:${#value} + 1}"
    done < <(cargo migrate completions -- "$@" 2>/dev/null)
    COMPREPLY=("${values[@]}")
    compopt -o nosort 2>/dev/null
    if [[ ${#values[@]} -eq 1 && "${values[0]}" == *[=/:] ]]; then
        compopt -o nospace 2>/dev/null
    elif [[ ${#values[@]} -eq 1 ]]; then
        compopt +o nospace 2>/dev/null
    elif [[ "$COMP_TYPE" -ne 37 && "$COMP_TYPE" -ne 42 ]]; then
        # Several are listed, not inserted, unless by a menu: there is room for what they are.
        for i in "${!values[@]}"; do
            [[ -n "${helps[i]}" ]] && COMPREPLY[i]="${values[i]}  (${helps[i]})"
        done
    fi
}

_cargo_migrate() {
    local words
    _cargo_migrate_join_words
    _cargo_migrate_complete "$2" "${words[@]:1}"
}

_cargo_migrate_of_cargo() {
    local words i
    _cargo_migrate_join_words
    for ((i = 1; i < ${#words[@]} - 1; i++)); do
        case "${words[i]}" in
            migrate)
                _cargo_migrate_complete "$2" "${words[@]:i + 1}"
                return
                ;;
            [+-]*) ;;
            *) break ;;
        esac
    done
    [[ -n "$_cargo_migrate_other" ]] && "$_cargo_migrate_other" "$@"
}

# All other commands are completed as before, by what completes cargo now or would when it is asked to.
if ! complete -p cargo &>/dev/null; then
    { _comp_load cargo || __load_completion cargo; } &>/dev/null
fi
_cargo_migrate_spec="$(complete -p cargo 2>/dev/null)"
if [[ "$_cargo_migrate_spec" =~ ' -F '([^ ]+) ]]; then
    if [[ "${BASH_REMATCH[1]}" != _cargo_migrate_of_cargo ]]; then
        _cargo_migrate_other="${BASH_REMATCH[1]}"
        eval "${_cargo_migrate_spec/ -F $_cargo_migrate_other / -F _cargo_migrate_of_cargo }"
    fi
else
    complete -o bashdefault -o default -F _cargo_migrate_of_cargo cargo
fi
unset _cargo_migrate_spec
complete -F _cargo_migrate cargo-migrate
