# Completes `cargo migrate` and `cargo-migrate` in fish: cargo migrate completions fish | source

function __cargo_migrate_complete
    set -l words (commandline --tokenize --current-process --cut-at-cursor)
    set -l start 2
    if string match --quiet --regex '(^|/)cargo$' -- $words[1]
        set start (math (contains --index -- migrate $words) + 1)
    end
    cargo migrate completions -- $words[$start..-1] (commandline --current-token --cut-at-cursor) 2>/dev/null
end

function __cargo_migrate_is_typed
    # Before it, only a toolchain and options.
    set -l words (commandline --tokenize --current-process --cut-at-cursor)
    set -l words (string match --invert --regex '^[+-]' -- $words[2..-1])
    test "$words[1]" = migrate
end

complete --command cargo --no-files --keep-order --condition __cargo_migrate_is_typed --arguments '(__cargo_migrate_complete)'
complete --command cargo-migrate --no-files --keep-order --arguments '(__cargo_migrate_complete)'
