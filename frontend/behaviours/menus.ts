/** `details[data-menu]`: one open at a time, closed by Escape and by a click elsewhere. */
import { closeMenu } from "./enhanced.ts";

function open(): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")];
}

export function startMenus(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") open().forEach(closeMenu);
  });
  document.addEventListener("pointerdown", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
}
