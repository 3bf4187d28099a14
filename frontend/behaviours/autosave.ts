/**
 * `form[data-autosave]` saves as one types, and never loses a word: the text waits in this
 * browser until the server has answered that it has it. Successes stay silent.
 */
import { csrfToken, send, type Answer } from "./send.ts";

type Field = HTMLInputElement | HTMLTextAreaElement;

const PAUSE = 600;
const RETRY = 8000;

export class Autosave {
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private sending = false;
  private readonly field: Field;
  private readonly key: string;

  constructor(
    private readonly form: HTMLFormElement,
    scope: string,
    private readonly signIn: string,
    private readonly store: Storage = localStorage,
  ) {
    this.field = form.querySelector<Field>("input[name=text], textarea[name=text]")!;
    this.key = `romanesco:unsaved:${scope}:${form.dataset["autosave"]}`;
    this.takeUp();
    this.field.addEventListener("input", () => this.typed());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.later(0);
    });
  }

  /** Text that an earlier page could not save comes back first. */
  private takeUp(): void {
    const kept = this.store.getItem(this.key);
    if (kept === null) return;
    if (kept !== this.field.value) this.field.value = kept;
    this.later(0);
  }

  private typed(): void {
    this.keep(this.field.value);
    this.later(PAUSE);
  }

  private keep(text: string): void {
    try {
      this.store.setItem(this.key, text);
    } catch {
      // A full store: the field itself still holds the words.
    }
  }

  private later(ms: number): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.save(), ms);
  }

  get isPending(): boolean {
    return this.store.getItem(this.key) !== null;
  }

  /** Sends at once, also while the page is being left. */
  async save(leaving = false): Promise<void> {
    if (this.sending && !leaving) return this.later(PAUSE);
    clearTimeout(this.waiting);
    const text = this.field.value;
    this.sending = true;
    const body = new FormData(this.form);
    const answer = await send(this.form.action, body, csrfToken(this.form), leaving);
    this.sending = false;
    this.settle(answer, text);
  }

  private settle(answer: Answer, text: string): void {
    if (answer.kind === "done") {
      if (this.field.value === text) {
        this.store.removeItem(this.key);
        this.field.defaultValue = text;
      } else this.later(PAUSE);
      return this.say();
    }
    if (answer.kind === "refused") return this.say(answer.words);
    this.later(RETRY);
    if (answer.kind === "unreachable") return this.say("Not saved yet. It is kept on this device.");
    this.say("Your sign-in ended. This is kept on this device.", this.signIn);
  }

  private say(words = "", href?: string): void {
    const place = this.form.querySelector<HTMLElement>("[data-kept]");
    if (!place || place.dataset["said"] === words) return;
    place.dataset["said"] = words;
    place.replaceChildren(words);
    if (!href) return;
    const link = document.createElement("a");
    link.href = href;
    link.target = "_blank";
    link.textContent = "Sign in, in a new tab";
    place.append(" ", link);
  }
}

const saves = new Map<HTMLFormElement, Autosave>();

function flush(leaving: boolean): void {
  for (const save of saves.values()) if (save.isPending) void save.save(leaving);
}

/** May be called again after a page was refreshed: it takes up the forms that came. */
export function startAutosave(scope: string, signIn: string, root: ParentNode = document): void {
  if (saves.size === 0) {
    addEventListener("online", () => flush(false));
    addEventListener("focus", () => flush(false));
    addEventListener("pagehide", () => flush(true));
  }
  for (const form of saves.keys()) if (!form.isConnected) saves.delete(form);
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-autosave]")) {
    if (!saves.has(form)) saves.set(form, new Autosave(form, scope, signIn));
  }
}
