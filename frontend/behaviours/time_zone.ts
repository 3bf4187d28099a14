/** `[data-time-zone]` (an input or a select) begins with the browser's own time zone. */
export function startTimeZone(root: ParentNode = document): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of root.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-time-zone]")) {
    if (field instanceof HTMLSelectElement) {
      const known = [...field.options].some((option) => option.value === zone);
      const untouched = field.dataset["timeZone"] !== "chosen";
      if (known && untouched) field.value = zone;
    } else if (!field.value) {
      field.value = zone;
    }
  }
}
