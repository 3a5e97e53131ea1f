import { randomInt } from 'node:crypto'

import { fail, type Group, notApplicable, pass } from '../finding.ts'
import type { Link } from '../links.ts'
import { isUnable } from '../person.ts'

/** Twice what RFC 8628 §5.1 reckons with, and two more: a server that bears with these bears with all. */
const GUESSES_MAX = 12

export const GUESSES: Group = {
  title: 'Whoever guesses',
  checks: [
    {
      id: 'guess-limit',
      clause: 'RFC 8628 §5.1',
      level: 'must',
      async look({ links, person }) {
        const link = await links.take()
        for (let guessed = 1; guessed <= GUESSES_MAX; guessed += 1) {
          const outcome = await person.guess(wrongCode(links.drawn), link)
          if (isUnable(outcome)) return notApplicable(outcome.unable)
          if (outcome === 'limited') return pass(`stopped at wrong code number ${guessed}`)
        }
        return fail(`${GUESSES_MAX} wrong codes in a row, and still no limit`)
      },
    },
  ],
}

/** One of so many is none of the drawn, unless the server has hardly any others. */
const MADE_MAX = 10

/** A code that looks like the server's own, and is none of those that were drawn. */
function wrongCode(drawn: readonly Link[]): string {
  const shown = drawn.map(({ userCode }) => userCode)
  const signs = [...new Set(shown.join(''))]
  const digits = signs.filter((sign) => /\d/.test(sign))
  const letters = signs.filter((sign) => /\p{L}/u.test(sign))
  const pick = (from: string[]) => from[randomInt(from.length)] ?? ''
  const make = () =>
    (shown[0] ?? '')
      .replaceAll(/\d/g, () => pick(digits))
      .replaceAll(/\p{L}/gu, () => pick(letters))
  const made = Array.from({ length: MADE_MAX }, make)
  return made.find((code) => !shown.includes(code)) ?? made[0] ?? ''
}
