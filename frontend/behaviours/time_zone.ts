/** `[data-time-zone]` (an input or a select) begins with the browser's own time zone. */
export function startTimeZone(root: ParentNode = document): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of root.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-time-zone]")) {
    if (field instanceof HTMLSelectElement) {
      if (field.dataset["timeZone"] === "chosen") continue;
      const known = [...field.options].some((option) => option.value === zone);
      // A browser may know a zone by an older name than the list does.
      if (!known) field.add(new Option(zone.split("/").pop()?.replaceAll("_", " "), zone));
      field.value = zone;
    } else if (!field.value) {
      field.value = zone;
    }
  }
}
