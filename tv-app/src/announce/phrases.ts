import { withoutControls } from '../words/direction.ts'

/** A silence between two phrases, in seconds, as the voice takes it. */
export const PAUSE = 'PAUSE-0.6'

/** A headline of two lines is one sentence to the ear, and a dot between two hints a short silence. */
export function phrase(text: string): string {
  return withoutControls(text)
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\s+·\s+/g, ', ')
    .replace(/\s{2,}/g, ' ')
    .trim()
}

/** `WDJB-MJHT` letter by letter, with a silence where the dash stands. */
export function spelled(code: string): string[] {
  return code.split('').map((sign) => (sign === '-' ? PAUSE : sign))
}
