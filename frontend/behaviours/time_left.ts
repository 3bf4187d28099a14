/** The session's clock: what is left of it, by the server's time. */
export interface Left {
  words: string;
  minutes: string;
  gone: number; // minutes of the bar
}

function twoDigits(n: number): string {
  return String(n).padStart(2, "0");
}

export function leftOf(startedAt: number, minutes: number, now: number): Left {
  const total = minutes * 60;
  const gone = Math.max(0, Math.floor((now - startedAt) / 1000));
  const away = Math.abs(total - gone);
  const shown = `${Math.floor(away / 60)}:${twoDigits(away % 60)}`;
  const words = gone <= total ? `left of ${minutes} minutes` : `past the ${minutes} minutes`;
  return { words, minutes: shown, gone: Math.min(minutes, gone / 60) };
}

export function startTimeLeft(root: ParentNode): void {
  const clock = root.querySelector<HTMLElement>("#clock");
  if (!clock || clock.dataset["runs"]) return;
  clock.dataset["runs"] = "yes";
  const { starts = "", minutes = "45", now = "" } = clock.dataset;
  const skew = Date.parse(now) - Date.now(); // their clock, not this device's
  const tell = (): void => {
    if (!clock.isConnected) return clearInterval(timer);
    const left = leftOf(Date.parse(starts), Number(minutes), Date.now() + skew);
    clock.querySelector("[data-left]")!.textContent = left.minutes;
    clock.querySelector("[data-left-words]")!.textContent = left.words;
    clock.querySelector<HTMLProgressElement>("[data-bar]")!.value = left.gone;
    const near = document.querySelector("[data-left-near]");
    if (near) near.textContent = `${left.minutes} ${left.words.split(" ")[0]}`;
  };
  const timer = setInterval(tell, 1000);
  tell();
}
