#!/bin/sh
# A page a line in, an article with its people and quotations a line out. One process of each, one
# core: what spreads the work is around it.
here=$(dirname "$0")
export RAYON_NUM_THREADS=1
pullquote clean | python3 "$here/articles.py" | pullquote annotate
