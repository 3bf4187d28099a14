/** `details[data-menu]`: one open at a time, closed by Escape and by a click elsewhere; opened within sight. */
import { closeMenu } from "./enhanced.ts";

function open(): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")];
}

export function startMenus(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") open().forEach(closeMenu);
  });
  const show = (event: Event): void => {
    const menu = event.target as HTMLElement;
    if (menu.matches("[data-menu][open]")) menu.querySelector(".menu__sheet")?.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("toggle", show, true); // it does not bubble
  document.addEventListener("pointerdown", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
}
