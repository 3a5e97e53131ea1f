import css from './couchlink-web.css?inline'

/**
 * Puts this module's rules after those of the page, whose resets are for the page alone. A sheet that is made by script is no inline style, so no
 * Content-Security-Policy stands against it. Browsers that cannot make one (Safari before 16.4) show the words without
 * looks, unless the page links couchlink-web.css itself.
 *
 * @returns to be called to take the rules away again
 */
export function addStyle(element: Element): () => void {
  const root = element.getRootNode() as Document | ShadowRoot
  if (!root.adoptedStyleSheets) return () => undefined
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
  return () => {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet)
  }
}
