/** `form[data-enhanced]`: sent in place; the page is then made as the server has it. */
import { csrfToken, send, type Answer } from "./send.ts";
import { toast } from "./toast.ts";

export interface Page {
  take: (page: Document | null) => boolean;
  refresh: () => void;
  signedOut: () => void;
}

export function tellOf(answer: Answer, page: Page): boolean {
  if (answer.kind === "refused") toast(answer.words);
  if (answer.kind === "unreachable") toast("The server could not be reached. Nothing was changed; try again in a moment.");
  if (answer.kind === "signed-out") page.signedOut();
  return answer.kind === "done";
}

/** `data-undo` on a form or on its button: where to take it back. */
function undo(sent: HTMLElement, page: Page): void {
  const url = sent.dataset["undo"];
  if (!url) return;
  const words = sent.dataset["undoWords"] ?? "Done.";
  toast(words, {
    label: "Undo",
    act: () => void send(url, new FormData(), csrfToken()).then((answer) => tellOf(answer, page) && settle(answer, page)),
  });
}

function settle(answer: Answer, page: Page): void {
  if (answer.kind === "done" && !page.take(answer.page)) page.refresh();
}

async function submit(form: HTMLFormElement, submitter: HTMLElement | null, page: Page): Promise<void> {
  if (form.dataset["sent"]) return;
  form.dataset["sent"] = "yes";
  const url = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
  const answer = await send(url, new FormData(form, submitter), csrfToken(form));
  delete form.dataset["sent"];
  if (!tellOf(answer, page)) return;
  if (form.matches("[data-clears]")) clear(form);
  const menu = form.closest("details");
  if (menu) closeMenu(menu);
  settle(answer, page);
  undo(submitter?.dataset["undo"] ? submitter : form, page);
}

/** Empties what was typed and keeps the choices and the focus, for the next line. */
function clear(form: HTMLFormElement): void {
  for (const field of form.querySelectorAll<HTMLInputElement>("input[type=text], input:not([type])")) field.value = field.defaultValue;
  form.querySelector<HTMLInputElement>("input:not([type=hidden])")?.focus();
}

export function closeMenu(menu: HTMLDetailsElement): void {
  const hadFocus = menu.contains(document.activeElement);
  menu.open = false;
  if (hadFocus) menu.querySelector("summary")?.focus();
}

export function startEnhancing(page: Page): void {
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || !form.matches("[data-enhanced]")) return;
      event.preventDefault();
      void submit(form, event.submitter, page);
    },
    true,
  );
}
