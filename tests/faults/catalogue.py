"""Every fault, by its name."""

from tests.faults import convergence, database_locked, disk_full, kill
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
}
