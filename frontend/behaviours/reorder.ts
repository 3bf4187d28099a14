/** Drag an item by its number. The menu's Move up and Move down do the same by keyboard. */
export type Place = (url: string, position: number) => Promise<void>;

function items(list: Element): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>(":scope > [data-place]")];
}

/** Where among the others' middles a point falls. */
export function placeAmong(middles: number[], y: number): number {
  return middles.filter((middle) => middle < y).length;
}

class Drag {
  private readonly from: number;
  private readonly middles: number[];
  private readonly box: DOMRect;
  private to: number;

  constructor(
    private readonly item: HTMLElement,
    private readonly others: HTMLElement[],
    private readonly startY: number,
  ) {
    this.box = item.getBoundingClientRect();
    this.middles = others.map((other) => other.getBoundingClientRect()).map((box) => box.top + box.height / 2 + scrollY);
    this.from = this.to = placeAmong(this.middles, this.box.top + scrollY);
    item.classList.add("item--dragged");
  }

  move(y: number): void {
    const by = y - this.startY;
    this.item.style.setProperty("transform", `translateY(${by}px)`);
    this.to = placeAmong(this.middles, this.box.top + this.box.height / 2 + by + scrollY);
    this.others.forEach((other, i) => {
      const shift = i >= this.from && i < this.to ? -this.box.height : i < this.from && i >= this.to ? this.box.height : 0;
      other.style.setProperty("transform", shift ? `translateY(${shift}px)` : "none");
    });
  }

  end(): number | null {
    this.item.classList.remove("item--dragged");
    for (const each of [this.item, ...this.others]) each.style.removeProperty("transform");
    return this.to === this.from ? null : this.to;
  }
}

export function startReordering(place: Place): void {
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-grip]") : null;
    const item = grip?.closest<HTMLElement>("[data-place]");
    const list = item?.parentElement;
    if (!grip || !item || !list || event.button !== 0) return;
    event.preventDefault();
    const drag = new Drag(item, items(list).filter((other) => other !== item), event.clientY);
    grip.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent): void => drag.move(moved.clientY);
    const end = (ended: PointerEvent): void => {
      grip.removeEventListener("pointermove", move);
      const to = drag.end();
      if (ended.type === "pointerup" && to !== null) void place(item.dataset["place"]!, to);
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", end, { once: true });
    grip.addEventListener("pointercancel", end, { once: true });
  });
}
