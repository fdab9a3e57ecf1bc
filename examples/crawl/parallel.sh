#!/bin/sh
# A crawl through all cores, or all machines of a list (`--sshloginfile`), with GNU parallel:
#
#     examples/crawl/parallel.sh < crawl.jsonl > articles.jsonl
#
# `--keep-order` makes the output the same, byte for byte, as that of one process over the whole file.
exec parallel --pipe --keep-order --block "${BLOCK:-8M}" "$(dirname "$0")/pages.sh" "$@"
