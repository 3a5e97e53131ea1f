// Directions of words within a line (Unicode TR 9) with the embedding characters: what came later, isolates and the
// canvas' own `direction`, Chrome 53 does not know.

/** Letters of Hebrew, Arabic and their neighbours. */
const RTL_LETTER = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

const CONTROLS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Whether there is a letter in it that is written from right to left. */
export function hasRtl(text: string): boolean {
  return RTL_LETTER.test(text)
}

export function leftToRight(text: string): string {
  return `\u202a${text}\u202c`
}

export function rightToLeft(text: string): string {
  return `\u202b${text}\u202c`
}

/** Without what only a line on the screen needs. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '')
}
