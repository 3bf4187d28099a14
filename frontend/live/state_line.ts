/** Shows the state line and, where something is wrong, what can be done about it. */
import { asText } from "./leftovers.ts";
import { forget, oldCopies, type OldCopy } from "./offline.ts";
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

function refusedWords(refused: OldCopy[], letGo: () => void, why = "The plan could not take these words of yours."): (string | HTMLElement)[] {
  if (!refused.length) return [];
  const text = document.createElement("textarea");
  text.className = "input";
  text.readOnly = true;
  text.rows = 4;
  text.value = refused.map((copy) => asText(copy.leftovers)).join("\n\n");
  text.setAttribute("aria-label", "What you typed");
  return [`${why} Copy what you need.`, text, button("Let them go", letGo)];
}

/** Words that this device alone has, of a plan that cannot be written any more: to be copied. */
export async function showLate(root: HTMLElement): Promise<void> {
  const { plan = "", me = "" } = root.dataset;
  const place = { person: me, plan, document: "" };
  const isLate = (item: string, words: string): boolean => {
    const body = root.querySelector(`[data-body="${item}"]`);
    return body !== null && !body.textContent.includes(words);
  };
  const late = (await oldCopies(place)).filter(({ leftovers }) => {
    for (const [name, left] of leftovers) {
      left.blocks = left.blocks.filter((block) => isLate(name.slice(5), block.textContent));
      if (!left.blocks.length) leftovers.delete(name);
    }
    return leftovers.size > 0;
  });
  const help = root.querySelector<HTMLElement>("[data-state-help]");
  const letGo = (): void => {
    for (const { document } of late) void forget(place, document);
    help?.replaceChildren();
  };
  help?.replaceChildren(...refusedWords(late, letGo, "These words of yours are not in the plan.").map(shown));
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
  const parts = [...helpOf(line, offers), ...refusedWords(refused, offers.letGo)];
  help.replaceChildren(...parts.map(shown));
}

function shown(part: string | HTMLElement): HTMLElement {
  if (typeof part !== "string") return part;
  const made = document.createElement("p");
  made.textContent = part;
  return made;
}
