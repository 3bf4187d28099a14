/**
 * Nothing typed into a form is lost, also when a login ends while typing.
 *
 * Text waits in this tab's sessionStorage until its form was sent and answered by something else
 * than the sign-in page; when the person comes back to the form, it is put back.
 */
interface Kept {
  values: Record<string, string>;
  sent: boolean;
  interrupted: boolean;
}

const PREFIX = "romanesco:typed:";
const SKIPPED = new Set(["password", "hidden", "file", "submit", "checkbox", "radio"]);

type Field = HTMLInputElement | HTMLTextAreaElement;

function keyOf(form: HTMLFormElement): string {
  const action = new URL(form.getAttribute("action") || location.href, location.href).pathname;
  return `${PREFIX}${location.pathname}:${action}`;
}

function fieldsOf(form: HTMLFormElement): Field[] {
  const every = [...form.elements].filter(
    (e): e is Field => e instanceof HTMLInputElement || e instanceof HTMLTextAreaElement,
  );
  return every.filter((field) => field.name && !SKIPPED.has(field.type) && !field.autocomplete.includes("one-time"));
}

function read(store: Storage, key: string): Kept | null {
  try {
    return JSON.parse(store.getItem(key) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

function write(store: Storage, key: string, kept: Kept): void {
  try {
    store.setItem(key, JSON.stringify(kept));
  } catch {
    // A full store only loses this comfort.
  }
}

/** What a page load means for a text that waits: put it back, let it wait on, or let it go. */
export function verdict(kept: Kept, at: { signInPage: boolean; formHere: boolean; errors: boolean }): "restore" | "wait" | "forget" {
  if (at.signInPage) return "wait";
  if (!at.formHere) return kept.sent ? "forget" : "wait";
  if (at.errors) return "wait";
  return !kept.sent || kept.interrupted ? "restore" : "forget";
}

function settle(store: Storage): void {
  const signInPage = document.querySelector("[data-sign-in-page]") !== null;
  const forms = new Map([...document.querySelectorAll<HTMLFormElement>("form[method=post]")].map((form) => [keyOf(form), form]));
  for (const key of Object.keys(store).filter((name) => name.startsWith(PREFIX))) {
    const kept = read(store, key);
    if (!kept) continue;
    const form = forms.get(key);
    const errors = form?.querySelector(".field__error, [aria-invalid=true]") != null;
    const what = verdict(kept, { signInPage, formHere: form !== undefined, errors });
    if (what === "forget") store.removeItem(key);
    if (what === "restore" && form) putBack(form, kept);
    if (what === "wait" && kept.sent) write(store, key, { ...kept, interrupted: signInPage || kept.interrupted });
  }
}

function putBack(form: HTMLFormElement, kept: Kept): void {
  for (const field of fieldsOf(form)) {
    const value = kept.values[field.name];
    if (value && value !== field.value) {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

export function forgetKeptForms(store: Storage): void {
  for (const key of Object.keys(store)) if (key.startsWith(PREFIX)) store.removeItem(key);
}

function plainForm(target: EventTarget | null): HTMLFormElement | null {
  const form = target instanceof Element ? target.closest("form") : null;
  // Forms that save as one types keep their own text until the server has it.
  return form?.method === "post" && !form.matches("[data-autosave], [data-enhanced], [data-sign-out]") ? form : null;
}

export function startKeeping(store: Storage = sessionStorage): void {
  settle(store);
  document.addEventListener("input", (event) => {
    const form = plainForm(event.target);
    if (!form || form.closest("[data-sign-in-page]")) return;
    const values = Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.value]));
    write(store, keyOf(form), { values, sent: false, interrupted: false });
  });
  document.addEventListener("submit", (event) => {
    const form = plainForm(event.target);
    const kept = form && read(store, keyOf(form));
    if (form && kept) write(store, keyOf(form), { ...kept, sent: true });
  });
}
