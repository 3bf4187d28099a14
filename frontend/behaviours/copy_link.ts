/** `[data-copy]` copies the field beside it, and says so in its own words. */
export function startCopying(root: ParentNode = document): void {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    const source = button.parentElement?.querySelector<HTMLInputElement>("[data-copy-from]");
    const words = button.querySelector("span");
    if (!source || !words) continue;
    const before = words.textContent;
    button.hidden = false;
    words.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.value);
      words.textContent = "Copied";
      setTimeout(() => (words.textContent = before), 2000);
    });
    source.addEventListener("focus", () => source.select());
  }
}
