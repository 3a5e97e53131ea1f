import * as v from 'valibot'

import { normalizeUserCode, showUserCode, UserCode } from '#contract/user-code'

/** What stands in the field, and where the cursor is in it. */
export interface Field {
  text: string
  cursor: number
}

/**
 * Writes the code as `XXXX-XXXX` while it is being typed. The cursor stays at the character it stood at, and wrong
 * characters stay too, for the person to see and correct.
 */
export function formatUserCode({ text, cursor }: Field): Field {
  const code = normalizeUserCode(text)
  const before = normalizeUserCode(text.slice(0, cursor)).length
  // A dash that appears with the fourth letter could not be deleted: it would come back at once.
  if (code.length <= 4) return { text: code, cursor: before }
  return { text: showUserCode(code), cursor: before > 4 ? before + 1 : before }
}

/** The code for the wire, or `null` while it cannot be one. */
export function typedUserCode(text: string): string | null {
  const parsed = v.safeParse(UserCode, text)
  return parsed.success ? parsed.output : null
}
