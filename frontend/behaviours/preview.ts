/**
 * `[data-preview="address"]` inside a form: says what the form means so far, asked of the server,
 * which knows every clock. `data-preview-fields="date time"` names what is told; the words come as
 * text, or with `data-preview-markup` as our own page's markup. Without an answer it stays silent.
 */
const PAUSE = 250;

export function startPreview(root: ParentNode = document): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-preview]")) {
    const form = place.closest("form");
    if (form) new Preview(form, place);
  }
}

/** What the named fields say now; of several with one name, the one that is chosen. */
export function told(form: HTMLFormElement, names: string[]): [string, string][] {
  const values = new FormData(form);
  return names.flatMap((name) => {
    const value = values.get(name);
    return typeof value === "string" ? [[name, value] as [string, string]] : [];
  });
}

class Preview {
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;
  private readonly names: string[];

  constructor(
    private readonly form: HTMLFormElement,
    private readonly place: HTMLElement,
  ) {
    this.names = (place.dataset["previewFields"] ?? "").split(" ").filter(Boolean);
    form.addEventListener("input", (event) => this.heard(event));
    this.later();
  }

  private heard(event: Event): void {
    const field = event.target as { name?: string } | null;
    if (field?.name && this.names.includes(field.name)) this.later();
  }

  private later(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.ask(), PAUSE);
  }

  private async ask(): Promise<void> {
    const turn = ++this.asked;
    const words = await this.words();
    // An answer that a later question has overtaken says nothing any more.
    if (turn !== this.asked || words === null) return;
    if (this.place.hasAttribute("data-preview-markup")) this.place.innerHTML = words;
    else this.place.textContent = words;
  }

  /** Null where nothing could be heard and what stands there may stay. */
  private async words(): Promise<string | null> {
    const address = new URL(this.place.dataset["preview"] ?? "", location.href);
    for (const [name, value] of told(this.form, this.names)) address.searchParams.set(name, value);
    const silence = this.place.hasAttribute("data-preview-markup") ? null : "";
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      return answer.ok && !answer.redirected ? await answer.text() : silence;
    } catch {
      return silence;
    }
  }
}
