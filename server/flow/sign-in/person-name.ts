/** As much as fits on the TV's welcome; the same limit as in config.json. */
const MAX_LENGTH = 64

/** Controls, halves of characters, and marks that turn the direction of whatever is written after the name. */
const UNSHOWN = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu

/** What a person is called on both screens: on one line, and nothing in it that would change what stands around it. */
export function personName(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(UNSHOWN, '')
    .trim()
    .slice(0, MAX_LENGTH)
    .replace(/\p{Cs}$/u, '')
}
