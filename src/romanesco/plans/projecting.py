"""Which row a line of the document goes on as, when it is read again. Pure."""


def go_on_as(rows: list[str], lines: list[str]) -> list[int | None]:
    """For each line the number of the row that it was before, or None for a new one.

    What stands where it stood; then the same words, wherever they stand now; then what stands in
    the same place, reworded. So what was said of a row stays with its words, and no row is taken
    twice.
    """
    found: list[int | None] = [None] * len(lines)
    free = set(range(len(rows)))

    def take(number: int, row: int | None) -> None:
        if row is not None and row in free and found[number] is None:
            found[number] = row
            free.remove(row)

    for number, line in enumerate(lines):
        take(number, number if rows[number : number + 1] == [line] else None)
    for number, line in enumerate(lines):
        take(number, next((row for row in sorted(free) if rows[row] == line), None))
    for number in range(len(lines)):
        take(number, number)
    return found
