/**
 * Counts down what the server said: an instant at which the turn is up, and its own clock at that
 * moment. The page is made fresh whenever either of the two moves; this only tells the time.
 */
export interface Shown {
  clock: string;
  gone: number; // seconds of the bar
  isUp: boolean;
}

export function turnLeft(endsAt: number, seconds: number, now: number): Shown {
  const left = Math.min(seconds, Math.max(0, Math.ceil((endsAt - now) / 1000)));
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  return { clock, gone: seconds - left, isUp: left === 0 };
}

/** When the page that is shown first came from the server, by this device: the script began later. */
function firstByte(): number {
  const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return Date.now() - (page ? performance.now() - page.responseStart : 0);
}

export function nearWords(state: string, whose: string, clock: string): string {
  if (state === "running") return `${whose} ${clock}`;
  if (state === "paused") return `${whose} ${clock}, paused`;
  return state === "up" ? "time is up" : "";
}

/** Says so in the line that tells whether all is saved; it leads to the timer. */
function near(words: string): void {
  let link = document.getElementById("turns-near");
  if (!link) {
    link = Object.assign(document.createElement("a"), { id: "turns-near", className: "turns-near", href: "#turns" });
    document.getElementById("state")?.append(link);
  }
  if (link.textContent !== words) link.textContent = words;
  link.hidden = !words;
}

class Timer {
  private skew: number; // of this device's clock behind the server's
  private told: string;
  private turn: string;
  private isUp: boolean;

  constructor(private readonly root: HTMLElement, cameAt: number) {
    const { now = "", turn = "", state = "" } = root.dataset;
    this.skew = Date.parse(now) - cameAt;
    this.told = now;
    this.turn = turn;
    this.isUp = state === "up";
  }

  /** The server has spoken again. */
  heard(): void {
    const { now = "", turn = "", state = "" } = this.root.dataset;
    if (now !== this.told) this.skew = Date.parse(now) - Date.now();
    this.told = now;
    if (turn !== this.turn && state !== "ready") this.say(this.text("turns-who"));
    if (turn !== this.turn || state !== "up") this.isUp = state === "up";
    this.turn = turn;
    this.tell();
  }

  tell(): void {
    const { ends, state } = this.root.dataset;
    const bar = document.querySelector<HTMLProgressElement>("#turns-bar");
    if (state === "running" && ends && bar) this.count(Date.parse(ends), bar);
    this.tellNear();
  }

  private count(ends: number, bar: HTMLProgressElement): void {
    const shown = turnLeft(ends, bar.max, Date.now() + this.skew);
    this.write("turns-left", shown.clock);
    bar.value = shown.gone;
    if (!shown.isUp) return;
    this.root.dataset["up"] = ""; // until the page is made fresh, and says so itself
    const words = this.root.dataset["upWords"] ?? "";
    this.write("turns-words", words);
    if (!this.isUp) this.say(words);
    this.isUp = true;
  }

  /** The same beside the state line, which is in sight wherever one writes. */
  private tellNear(): void {
    const { state = "", whose = "" } = this.root.dataset;
    const words = nearWords(this.isUp ? "up" : state, whose, this.text("turns-left"));
    if (words || document.getElementById("turns-near")) near(words);
  }

  private say(words: string): void {
    this.write("turns-said", words);
  }

  private text(id: string): string {
    return document.getElementById(id)?.textContent ?? "";
  }

  private write(id: string, words: string): void {
    const place = document.getElementById(id);
    if (place && place.textContent !== words) place.textContent = words;
  }
}

/** Looks for the timer wherever the page has it now; it may come and go with the plan's structure. */
export function startTurns(): void {
  let timer: Timer | null = null;
  let root = document.querySelector<HTMLElement>("#turns");
  if (root) timer = new Timer(root, root.dataset["first"] === undefined ? Date.now() : firstByte());
  timer?.tell();
  const look = (): void => {
    const found = document.getElementById("turns");
    if (found === root) return timer?.heard();
    root = found;
    timer = found ? new Timer(found, Date.now()) : null;
    if (timer) timer.tell();
    else document.getElementById("turns-near")?.remove();
  };
  const plan = document.getElementById("plan");
  if (plan) new MutationObserver(look).observe(plan, { subtree: true, childList: true, attributeFilter: ["data-now", "data-turn", "data-state"] });
  setInterval(() => timer?.tell(), 250);
}
