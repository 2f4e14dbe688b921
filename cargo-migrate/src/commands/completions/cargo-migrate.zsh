#compdef cargo-migrate
# Completes `cargo migrate` and `cargo-migrate` in zsh, after compinit: source <(cargo migrate completions zsh)

# Called for `cargo-migrate`, and under this name by the completion of cargo that comes with Rust.
_cargo-migrate() {
    local -a lines whole begun
    local line value
    lines=("${(@f)$(cargo migrate completions -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
    for line in $lines; do
        value="${line%%$'\t'*}"
        line="${value//:/\\:}:${line:${#value}+1}"
        # Something is to follow in the same word.
        if [[ "$value" == *[=/:] ]]; then
            begun+=("${line%:}")
        else
            whole+=("${line%:}")
        fi
    done
    local found=1
    (( $#whole )) && _describe -V 'cargo migrate' whole && found=0
    (( $#begun )) && _describe -V 'cargo migrate' begun -S '' && found=0
    return found
}

# Only where nothing else completes cargo.
_cargo-migrate-of-cargo() {
    local at=${words[(i)migrate]}
    if (( at < CURRENT )); then
        shift $((at - 1)) words
        (( CURRENT -= at - 1 ))
        _cargo-migrate
    else
        _default
    fi
}

if [[ "${funcstack[1]}" == _cargo-migrate ]]; then
    _cargo-migrate "$@"
else
    compdef _cargo-migrate cargo-migrate
    (( ${+_comps[cargo]} )) || compdef _cargo-migrate-of-cargo cargo
fi
