/** Shows the state line and, where something is wrong, what can be done about it. */
import { asText } from "./leftovers.ts";
import type { OldCopy } from "./offline.ts";
import { lineOf, type Facts, type Line } from "./state.ts";

export interface Offers {
  signIn: string;
  letGo: () => void;
}

function button(label: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--small button--second";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function signInLink(href: string): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = href;
  link.target = "_blank";
  link.className = "button button--small";
  link.textContent = "Sign in, in a new tab";
  return link;
}

function helpOf(line: Line, offers: Offers): (string | HTMLElement)[] {
  const parts: (string | HTMLElement)[] = line.help ? [line.help] : [];
  if (line.offer === "reload") parts.push(button("Reload", () => location.reload()));
  if (line.offer === "sign-in") parts.push(signInLink(offers.signIn));
  return parts;
}

function refusedWords(refused: OldCopy[], offers: Offers): (string | HTMLElement)[] {
  if (!refused.length) return [];
  const text = document.createElement("textarea");
  text.className = "input";
  text.readOnly = true;
  text.rows = 4;
  text.value = refused.map((copy) => asText(copy.leftovers)).join("\n\n");
  text.setAttribute("aria-label", "What you typed");
  return ["The plan could not take these words of yours. Copy what you need.", text, button("Let them go", offers.letGo)];
}

export function showState(root: HTMLElement, facts: Facts, refused: OldCopy[], offers: Offers): void {
  const line = lineOf(facts);
  const state = root.querySelector<HTMLElement>("[data-save-state]");
  const words = root.querySelector<HTMLElement>("[data-state-words]");
  const help = root.querySelector<HTMLElement>("[data-state-help]");
  if (!state || !words || !help) return;
  const told = `${line.words}|${line.help ?? ""}|${refused.length}`;
  if (state.dataset["told"] === told) return;
  state.dataset["told"] = told;
  state.dataset["kind"] = line.kind;
  words.textContent = line.words;
  const parts = [...helpOf(line, offers), ...refusedWords(refused, offers)];
  help.replaceChildren(...parts.map((part) => (typeof part === "string" ? paragraph(part) : part)));
}

function paragraph(words: string): HTMLElement {
  const made = document.createElement("p");
  made.textContent = words;
  return made;
}
