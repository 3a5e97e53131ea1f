/** After this a missing font is not waited for: the system's will do. */
export const PATIENCE_MS = 1500

/** Loads the two faces of the screen. Resolves in any case, so that no font can leave the screen black. */
export function loadFonts(): Promise<unknown> {
  if (typeof FontFace === 'undefined' || !document.fonts) return Promise.resolve()
  const faces = [
    new FontFace('CouchlinkMedium', 'url(fonts/inter-latin-500-normal.woff2)'),
    // Said to be bold, or the browser would thicken it once more.
    new FontFace('CouchlinkBold', 'url(fonts/inter-latin-700-normal.woff2)', { weight: '700' }),
  ]
  const loads = faces.map((face) =>
    face.load().then(
      (loaded) => document.fonts.add(loaded),
      () => null,
    ),
  )
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
  return Promise.race([Promise.all(loads), patience])
}
