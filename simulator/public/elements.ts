/** Makes an element with its properties and its children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  children: readonly Node[] = [],
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Gives an element these children, in place of those that it has. */
export function fill(parent: Element, children: readonly Node[]): void {
  parent.textContent = '';
  parent.append(...children);
}
