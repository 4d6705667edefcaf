/** Makes elements with text in them: nothing here takes markup. */

interface Attributes {
  readonly className?: string;
  readonly text?: string;
  readonly role?: string;
  readonly label?: string;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { className, text, role, label }: Attributes = {},
  ...children: readonly Node[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== undefined) made.className = className;
  if (text !== undefined) made.textContent = text;
  if (role !== undefined) made.setAttribute('role', role);
  if (label !== undefined) made.setAttribute('aria-label', label);
  made.append(...children);
  return made;
}

export function button(attributes: Attributes, press: () => void): HTMLButtonElement {
  const made = element('button', attributes);
  made.type = 'button';
  made.addEventListener('click', press);
  return made;
}

/** Touches the page only where the text is another one: a selection in it stays, and nothing is laid out anew. */
export function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Shows or removes an attribute. */
export function setAttribute(node: Element, name: string, value: string | null): void {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
