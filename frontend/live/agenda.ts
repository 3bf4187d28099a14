/** Keeps the page around the editors as the server has it: after one's own change, and on message 9. */
import { morph } from "../behaviours/morph.ts";
import { get, type Answer } from "../behaviours/send.ts";

const SLIDE = { duration: 170, easing: "ease-out" };

function placesOf(root: HTMLElement): Map<string, number> {
  const items = root.querySelectorAll<HTMLElement>("[data-item]");
  return new Map([...items].map((item) => [item.id, item.getBoundingClientRect().top + scrollY]));
}

/** Items that changed places slide there, so that one sees where a thing went. */
function slide(root: HTMLElement, before: Map<string, number>): void {
  const after = placesOf(root);
  const order = (places: Map<string, number>): string => [...places.keys()].filter((id) => before.has(id) && after.has(id)).join();
  if (order(before) === order(after) || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const [id, top] of after) {
    const by = (before.get(id) ?? top) - top;
    if (by) document.getElementById(id)?.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], SLIDE);
  }
}

function focusMenu(item: Element | null | undefined): void {
  item?.querySelector<HTMLElement>("summary")?.focus({ preventScroll: true });
}

export class Agenda {
  private running = false;
  private again = false;
  /** The item that was removed while it held the focus: brought back, it may have it again. */
  private gone: string | null = null;
  /** Refreshes asked for within a moment of each other become one. */
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly root: HTMLElement,
    private readonly refreshed: (answer: Answer) => void,
  ) {}

  /** Takes a page that already came with an answer. */
  take(page: Document | null): boolean {
    const fresh = page?.getElementById("plan");
    if (!fresh) return false;
    const before = placesOf(this.root);
    const active = document.activeElement;
    const item = active?.closest<HTMLElement>("[data-item]");
    const place = item ? [...before.keys()].indexOf(item.id) : -1;
    morph(this.root, fresh);
    // Where a browser loses the focus of what it moves, it is given back.
    if (active instanceof HTMLElement && active !== document.activeElement && active.isConnected) active.focus({ preventScroll: true });
    else if (active && item && !active.isConnected) this.goOn(item, place);
    else this.comeBack();
    slide(this.root, before);
    this.refreshed({ kind: "done", page });
    return true;
  }

  /** Where the keyboard goes on once what it was on is gone: the same item, else the one in its place. */
  private goOn(item: Element, place: number): void {
    if (item.isConnected) return focusMenu(item);
    this.gone = item.id;
    const items = [...this.root.querySelectorAll("[data-item]")];
    focusMenu(items[place] ?? items.at(-1));
  }

  private comeBack(): void {
    const back = this.gone && document.getElementById(this.gone);
    if (!back) return;
    this.gone = null;
    if (document.activeElement === document.body) focusMenu(back);
  }

  /** Whether a newer answer than the last one is on its way. */
  get isAsking(): boolean {
    return this.running || this.again;
  }

  soon(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.refresh(), 60);
  }

  async refresh(): Promise<void> {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    const url = this.root.dataset["agenda"];
    const answer: Answer = url ? await get(url) : { kind: "unreachable" };
    this.running = false;
    if (answer.kind !== "done") this.refreshed(answer);
    else if (!this.take(answer.page)) location.reload(); // it has become another page: a summary
    if (this.again) {
      this.again = false;
      this.soon();
    }
  }
}
