/**
 * Makes a part of the page like a fresh copy of it, and leaves alone what somebody is in: live
 * editors (`data-keep`), the focus and its caret, half-typed fields, open menus.
 */
function keyOf(node: Node): string | null {
  return node instanceof Element && node.id ? node.id : null;
}

function isAlike(old: Node, fresh: Node): boolean {
  if (old.nodeType !== fresh.nodeType || keyOf(old) !== keyOf(fresh)) return false;
  return !(old instanceof Element) || old.tagName === (fresh as Element).tagName;
}

type Movable = ParentNode & { moveBefore?: (node: Node, before: Node | null) => void };

/** Moves without losing focus or selection where the browser can. */
function move(parent: Element, node: Node, before: Node | null): void {
  const able = parent as unknown as Movable;
  if (able.moveBefore) able.moveBefore(node, before);
  else parent.insertBefore(node, before);
}

function findAlike(from: ChildNode | null, fresh: Node, keyed: Map<string, ChildNode>): ChildNode | null {
  const key = keyOf(fresh);
  if (key) {
    const old = keyed.get(key);
    return old && isAlike(old, fresh) ? old : null;
  }
  for (let old = from; old; old = old.nextSibling) {
    if (keyOf(old)) return null; // an unkeyed node is looked for only up to the next named one
    if (isAlike(old, fresh)) return old;
  }
  return null;
}

function morphChildren(old: Element, fresh: Element): void {
  const keyed = new Map<string, ChildNode>();
  for (const child of old.childNodes) {
    const key = keyOf(child);
    if (key) keyed.set(key, child);
  }
  let cursor: ChildNode | null = old.firstChild;
  for (const want of [...fresh.childNodes]) {
    const have = findAlike(cursor, want, keyed);
    if (!have) {
      old.insertBefore(document.importNode(want, true), cursor);
      continue;
    }
    if (have === cursor) cursor = cursor.nextSibling;
    else if (keyOf(have)) move(old, have, cursor);
    else {
      while (cursor && cursor !== have) cursor = dropped(cursor);
      cursor = have.nextSibling;
    }
    morph(have, want);
  }
  while (cursor) cursor = dropped(cursor);
}

/** Whether somebody has typed in it and not sent it: a partner's change must not take that away. */
function holdsTyping(node: Element): boolean {
  const fields = node.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea");
  return [...fields].some((field) => TEXTS.has(field.type) && field.value !== field.defaultValue);
}

const TEXTS = new Set(["text", "textarea", "search", "url", "email"]);

/** Removes a node unless it keeps itself; returns its next sibling. */
function dropped(node: ChildNode): ChildNode | null {
  const after = node.nextSibling;
  const staysByItself = node instanceof HTMLElement && node.hasAttribute("data-keep") && !node.id;
  if (!staysByItself && !(node instanceof Element && holdsTyping(node))) node.remove();
  return after;
}

function syncAttributes(old: Element, fresh: Element): void {
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    const isOurs = name === "open" || name === "data-sent" || name === "style";
    if (!fresh.hasAttribute(name) && !isOurs) old.removeAttribute(name);
  }
}

type Field = HTMLInputElement | HTMLTextAreaElement;

/** A field that somebody is in, or has changed and not sent, keeps its words. */
function syncField(old: Field, fresh: Field): void {
  const isHidden = old.type === "hidden";
  const isTheirs = !isHidden && (old === document.activeElement || old.value !== old.defaultValue);
  const value = fresh.defaultValue;
  if (old.defaultValue !== value && !isTheirs) {
    old.defaultValue = value;
    old.value = value;
  }
}

export function morph(old: Node, fresh: Node): void {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if (!(old instanceof Element) || !(fresh instanceof Element) || old.hasAttribute("data-keep")) return;
  if ((old instanceof HTMLInputElement || old instanceof HTMLTextAreaElement) && old.constructor === fresh.constructor) {
    const { value } = old;
    syncField(old, fresh as Field);
    if (old.type !== "hidden" && value === old.value) return;
    syncAttributes(old, fresh);
    return;
  }
  if (old instanceof HTMLSelectElement) return;
  syncAttributes(old, fresh);
  morphChildren(old, fresh);
}
