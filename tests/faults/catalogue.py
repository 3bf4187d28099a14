"""Every fault, by its name."""

from tests.faults import (
    clock_jump,
    convergence,
    corrupt,
    database_gone,
    database_locked,
    disk_full,
    flood,
    hosts,
    kill,
    mutated,
    never_reads,
    old_schema,
    power_cut,
)
from tests.faults.of_nodes import story
from tests.faults.telling import Fault

FAULTS = {
    "convergence": Fault(
        "four screens edit at random, go offline, reload; the server is restarted and killed",
        convergence.play,
    ),
    "kill": Fault("kill -9 while two people type (--times)", kill.play),
    "disk-full": Fault("no room on the disk, and room again later", disk_full.play),
    "database-locked": Fault(
        "another process holds SQLite's write lock for 3 s and for 20 s", database_locked.play
    ),
    "database-gone": Fault(
        "PostgreSQL is stopped for twelve seconds", database_gone.play, is_slow=True
    ),
    "never-reads": Fault("a client that never reads, while the others type", never_reads.play),
    "flood": Fault("a client that sends as fast as it can, in five ways", flood.play),
    "old-schema": Fault("a tab with an old schema, or of another document", old_schema.play),
    "mutated": Fault("10,000 frames that are nearly right (--steps, --seed)", mutated.play),
    "clock-jump": Fault("the server's clock jumps a year ahead, and back", clock_jump.play),
    "corrupt": Fault(
        "damaged bytes in the database: an update, a bomb, a checkpoint", corrupt.play
    ),
    "power-cut": Fault(
        "what reached the disk before anybody was told, by strace (--steps)", power_cut.play
    ),
    "node-killed": Fault(
        "one of two nodes is killed, and its people go on at the other",
        story("test_outages.py::test_a_node_is_killed_and_its_people_go_on_at_another"),
        is_slow=True,
    ),
    "four-nodes": Fault(
        "two of four nodes die one after the other",
        story("test_outages.py::test_four_nodes_agree_though_two_of_them_die"),
        is_slow=True,
    ),
    "database-restart": Fault(
        "PostgreSQL restarts while people type at two nodes",
        story("test_outages.py::test_the_database_restarts_while_people_type"),
        is_slow=True,
    ),
    "deaf-node": Fault(
        "a node that hears nothing of the others sends its people away",
        story("test_outages.py::test_a_node_that_cannot_hear_sends_its_people_away_and_says_so"),
        is_slow=True,
    ),
    "cut": Fault(
        "nodes on hosts of their own lose the database, then their people, and get them back",
        hosts.story("cut"),
    ),
    "hosts": Fault(
        "four nodes on four hosts: a host dies, the database restarts",
        hosts.story("hosts"),
        is_slow=True,
    ),
}
