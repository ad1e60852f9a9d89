"""The process is killed at every step of composing and delivering, one after the other."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.deliver.receiving import Hook, Mailbox, mail_server, webhook


def test_a_process_killed_at_any_step_loses_no_digest_and_repeats_one_only_where_it_says_so(tmp_path: Path) -> None:
    box, received = Mailbox(), Hook()
    with mail_server(box) as smtp, webhook(received) as port:
        script = [sys.executable, "-m", "tests.deliver.cutting", str(tmp_path), str(smtp), str(port)]
        done = subprocess.run(script, capture_output=True, text=True, check=True, timeout=110)
    cuts = [json.loads(line) for line in done.stdout.splitlines()]
    assert not cuts[-1]["killed"]
    assert len(cuts) > 60, done.stderr

    arrived = Counter(f"mailto:{address}" for address, _ in box.taken)
    arrived.update(f"${posted.path.strip('/').upper()}" for posted in received.posted)
    repeated: Counter[str] = Counter()
    for cut in cuts:
        assert [row["state"] for row in cut["deliveries"]] == ["delivered"] * 4, cut
        for row in cut["deliveries"]:
            channel = row["recipient"][:4]
            if channel != "file":
                # nothing is lost, and what came once more is counted as unknown
                assert 1 <= arrived[row["recipient"]] <= 1 + row["unknowns"], (cut["at"], row)
                repeated[channel] += arrived[row["recipient"]] - 1
    # the cuts between a message's end and its answer are among the steps
    assert repeated["mail"] > 0
    assert repeated["$HOO"] > 0
