"""Live plans beside their peers: how many, how fast, how small, and what is lost.

    .venv/bin/python -m bench.live                                  # everything (half an hour)
    .venv/bin/python -m bench.live --quick                          # everything, once and small
    .venv/bin/python -m bench.live --only saturation --targets romanesco,leveldb
    .venv/bin/python -m bench.live --only latency --rounds 5
    .venv/bin/python -m bench.live --only kills --targets romanesco --kills 100

Servers run on the first core, the typists on the last. To look at one load for long (to profile
it), type at a fixed number of plans:

    .venv/bin/python -m bench.live --only hold --targets romanesco --plans 800 --seconds 30

The demo pairs are made once and stay in `bench/live/.home` (or `--home`); what the peers need is
installed once into `bench/live/.peers`. Deleting either makes it anew.
"""
