type Content = Node | string

/** An element with these attributes and this content; nothing is ever parsed as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string>,
  ...content: Content[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...content)
  return made
}

const SVG = 'http://www.w3.org/2000/svg'

export function svgElement(name: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}

/** Sets what is not so already: a status that is written again is read out again. */
export function say(where: Element, text: string): void {
  if (where.textContent !== text) where.textContent = text
}
