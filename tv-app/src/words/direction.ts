// Directions of words within a line (Unicode TR 9) with the embedding characters: what came later, isolates and the
// canvas' own `direction`, Chrome 53 does not know.

/** Letters of Hebrew, Arabic and their neighbours. */
const RTL_LETTER = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** Letters of all other scripts that our sets have fonts for, and the mark that stands for one. */
const LTR_LETTER =
  /[\u200eA-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02b8\u0370-\u058f\u0900-\u1fff\u2c00-\ud7ff\uf900-\ufb1c]/

const CONTROLS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Whether there is a letter in it that is written from right to left. */
export function hasRtl(text: string): boolean {
  return RTL_LETTER.test(text)
}

/** Whether its first letter is written from right to left, and with it the line that it stands on alone. */
export function beginsRtl(text: string): boolean {
  const rtl = text.search(RTL_LETTER)
  const ltr = text.search(LTR_LETTER)
  return rtl >= 0 && (ltr < 0 || rtl < ltr)
}

export function leftToRight(text: string): string {
  return `\u202a${text}\u202c`
}

export function rightToLeft(text: string): string {
  return `\u202b${text}\u202c`
}

/** Keeps its own order within a line from left to right, also where that line begins with it. */
export function withinLeftToRight(text: string): string {
  return `\u200e${beginsRtl(text) ? rightToLeft(text) : leftToRight(text)}\u200e`
}

/** Without what only a line on the screen needs. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '')
}
