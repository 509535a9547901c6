"""A month computed anew from an office's database, as after every record that is confirmed.

python -m bench.months FOLDER — in the data folder that `bench.web_office` made.
"""

from __future__ import annotations

import gc
import sys
from time import process_time

from bench.county import Clock, say
from bench.web_office import NOW, RULEBOOK, prepare

ROUNDS = 5
MONTH = "2026-11"
LIKE_THE_SERVER = 1_000_000
"""How seldom the program, when it serves, looks for garbage."""


def main() -> None:
    prepare(sys.argv[1])
    from xiaoneng.ledger import evaluation  # noqa: PLC0415
    from xiaoneng.ledger.models import Enactment  # noqa: PLC0415

    gc.set_threshold(LIKE_THE_SERVER)
    enactment = Enactment.objects.select_related("office").get(key=RULEBOOK, state="enacted")
    clock = Clock(process_time)
    for _ in range(ROUNDS):
        evaluation.forget()
        clock.start()
        found = evaluation.evaluate(enactment, MONTH, NOW.date())
        clock.stop("read and computed")
        assert found.result["scores"]
        clock.stop("with every row of the result")
    say(clock)


if __name__ == "__main__":
    main()
