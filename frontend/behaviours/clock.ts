/** The hour in a time zone, as people there write it on a plan: 14:18. */
export function clockIn(zone: string, at: Date): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(at);
}

function tell(): void {
  const now = new Date();
  for (const element of document.querySelectorAll<HTMLElement>("[data-clock]")) {
    const words = clockIn(element.dataset["clock"] ?? "UTC", now);
    if (element.textContent !== words) element.textContent = words;
  }
}

/** `[data-clock="Europe/Amsterdam"]` shows the time there, kept true. */
export function startClocks(): void {
  if (!document.querySelector("[data-clock]")) return;
  tell();
  setInterval(tell, 5000);
}
