# Chores, one word each: `just --list`. Everything that must hold is `just check`.

# What runs before a change lands.
check:
    bash .ci/run

# The reader on its sample articles.
seeds:
    cargo run --release -- seeds

# Man page and completions into target/assets, from the table that gives the help.
assets:
    mkdir -p target/assets
    cargo build --release
    target/release/pullquote generate man > target/assets/pullquote.1
    target/release/pullquote generate bash > target/assets/pullquote.bash
    target/release/pullquote generate zsh > target/assets/_pullquote
    target/release/pullquote generate fish > target/assets/pullquote.fish

# A Debian package (needs `cargo install cargo-deb`).
deb: assets
    cargo deb --no-build

# A static binary (needs `rustup target add x86_64-unknown-linux-musl` and musl-gcc, Debian's musl-tools).
musl:
    CC_x86_64_unknown_linux_musl=musl-gcc cargo build --release --target x86_64-unknown-linux-musl

# What a release holds, with checksums, in target/dist.
dist: deb musl sbom
    mkdir -p target/dist
    cp target/debian/*.deb target/x86_64-unknown-linux-musl/release/pullquote target/sbom.json target/dist/
    cd target/dist && sha256sum * > SHA256SUMS

# Licences, sources and second copies of all packages (needs `cargo install cargo-deny`).
deny:
    cargo deny --config .deny.toml check licenses bans sources

# The same with known vulnerabilities; fetches the database.
advisories:
    cargo deny --config .deny.toml check advisories

# All packages that are compiled in, with versions, licences and checksums, as CycloneDX.
sbom:
    python3 .ci/sbom.py > target/sbom.json

# Looks for inputs that break a target, for so many seconds (needs `cargo install cargo-fuzz` and a nightly toolchain).
fuzz target seconds="1800":
    cd tests/fuzz && mkdir -p corpus/{{target}} && cargo +nightly fuzz run --fuzz-dir . --sanitizer none {{target}} corpus/{{target}} ../data/fuzz/{{target}} -- -max_total_time={{seconds}} -timeout=20 -rss_limit_mb=4096

# Kills the program hundreds of times in the middle of its work.
kills count="240":
    PULLQUOTE_KILLS={{count}} cargo test --test it faults::kills -- --nocapture

# Speed of the parts.
bench *names:
    cargo bench {{names}}

# Pictures of the README, drawn from the running program.
pictures:
    PULLQUOTE_DRAW=1 cargo test --test it pictures
