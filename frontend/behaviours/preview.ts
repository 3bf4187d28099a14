/**
 * `[data-preview="address"]` inside a form: says in words what the form means so far, asked of the
 * server, which knows every clock. Without an answer it says nothing.
 */
const PAUSE = 250;

export function startPreview(root: ParentNode = document): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-preview]")) {
    const form = place.closest("form");
    if (form) new Preview(form, place);
  }
}

class Preview {
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly place: HTMLElement,
  ) {
    form.addEventListener("input", () => this.later());
    this.later();
  }

  private later(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.ask(), PAUSE);
  }

  private async ask(): Promise<void> {
    const turn = ++this.asked;
    const words = await this.words();
    // An answer that a later question has overtaken says nothing any more.
    if (turn === this.asked) this.place.textContent = words;
  }

  private async words(): Promise<string> {
    const address = new URL(this.place.dataset["preview"] ?? "", location.href);
    for (const name of ["date", "time", "zone"]) {
      const field = this.form.elements.namedItem(name);
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) address.searchParams.set(name, field.value);
    }
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      return answer.ok && !answer.redirected ? await answer.text() : "";
    } catch {
      return "";
    }
  }
}
