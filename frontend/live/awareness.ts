/** Who is here, where they are, and the partner's caret. The server stamps who is who. */
import type { Awareness } from "y-protocols/awareness";

interface State {
  person?: unknown;
  item?: unknown;
}

/** The people whose browsers are here now, with the item each is in. */
export function whoIsHere(states: Map<number, State>): Map<string, string | null> {
  const here = new Map<string, string | null>();
  for (const { person, item } of states.values()) {
    if (typeof person !== "string") continue;
    const where = typeof item === "string" ? item : null;
    here.set(person, where ?? here.get(person) ?? null);
  }
  return here;
}

export interface Partner {
  isPartner: (person: string) => boolean;
  partnerName: string;
}

/** Options of yCursorPlugin: only the partner's caret is drawn, by class and never by inline style. */
export function carets({ isPartner, partnerName }: Partner): object {
  return {
    awarenessStateFilter: (own: number, client: number, state: State): boolean =>
      own !== client && typeof state.person === "string" && isPartner(state.person),
    cursorBuilder: (): HTMLElement => {
      const caret = document.createElement("span");
      caret.className = "caret";
      const name = document.createElement("span");
      name.className = "caret__name";
      name.textContent = partnerName;
      caret.append("\u2060", name, "\u2060");
      return caret;
    },
    selectionBuilder: () => ({ class: "caret-range" }),
  };
}

/** Draws presence into the page; called again after the page's agenda was refreshed. */
export class Presence {
  private isKnown = true; // who is here; not while the line is down

  constructor(
    private readonly awareness: Awareness,
    private readonly page: { root: HTMLElement; partner: string; partnerName: string },
  ) {
    awareness.on("change", this.show);
    this.show();
  }

  readonly show = (): void => {
    const { root, partner, partnerName } = this.page;
    const here = whoIsHere(this.awareness.getStates() as Map<number, State>);
    const isHere = here.has(partner);
    for (const badge of root.querySelectorAll<HTMLElement>(`[data-presence="${partner}"]`)) {
      badge.classList.toggle("initials--away", !isHere);
    }
    for (const words of root.querySelectorAll<HTMLElement>(`[data-presence-words="${partner}"]`)) {
      words.textContent = !this.isKnown ? "" : isHere ? " · here" : " · not here now";
    }
    this.showWhere(isHere ? (here.get(partner) ?? null) : null, partnerName);
  };

  know(isKnown: boolean): void {
    if (this.isKnown === isKnown) return;
    this.isKnown = isKnown;
    this.show();
  }

  private showWhere(item: string | null, name: string): void {
    const now = this.page.root.querySelector<HTMLElement>(".item__there");
    const target = item ? this.page.root.querySelector<HTMLElement>(`[data-item="${CSS.escape(item)}"]`) : null;
    if (now && now.parentElement === target) return;
    now?.remove();
    if (!target) return;
    const mark = document.createElement("span");
    mark.className = "item__there";
    mark.dataset["keep"] = "";
    mark.textContent = name;
    mark.title = `${name} is here`;
    target.append(mark);
  }

  end(): void {
    this.awareness.off("change", this.show);
    this.page.root.querySelector(".item__there")?.remove();
  }
}
