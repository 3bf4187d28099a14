/** A passing word at the foot of the window, with at most one thing to do about it. */
let shown: HTMLElement | null = null;
let leaving: ReturnType<typeof setTimeout> | undefined;

export function toast(words: string, offer?: { label: string; act: () => void }): void {
  shown?.remove();
  clearTimeout(leaving);
  const box = document.createElement("div");
  box.className = "toast";
  box.setAttribute("role", "status");
  const text = document.createElement("span");
  text.textContent = words;
  box.append(text);
  if (offer) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.textContent = offer.label;
    button.addEventListener("click", () => {
      box.remove();
      offer.act();
    });
    box.append(button);
  }
  document.body.append(box);
  shown = box;
  const linger = (): void => {
    clearTimeout(leaving);
    leaving = setTimeout(() => box.remove(), offer ? 12_000 : 6000);
  };
  box.addEventListener("pointerenter", () => clearTimeout(leaving));
  box.addEventListener("pointerleave", linger);
  box.addEventListener("focusin", () => clearTimeout(leaving));
  box.addEventListener("focusout", linger);
  linger();
}
