import { bare, type Estimate, estimate } from '../entropy.ts'
import { type Check, type Finding, fail, judge, notApplicable, pass } from '../finding.ts'
import type { Link, Links } from '../links.ts'
import { withFirst } from './with-first.ts'

/** Nine digits, the weaker of the two examples in RFC 8628 §6.1, have 29.9. */
const USER_CODE_BITS = 29
/** RFC 6749 §10.10. What letters a few draws have not shown is not counted, so a little less is no fault. */
const DEVICE_CODE_BITS = 127
/** With fewer an estimate says nothing. */
const DRAWS_NEEDED = 8

/** How hard the codes are to guess, and how easy to read. */
export const STRENGTH: readonly Check[] = [
  {
    id: 'user-code-entropy',
    clause: 'RFC 8628 §5.1',
    level: 'should',
    look: ({ links }) =>
      drawn(
        links,
        ({ userCode }) => bare(userCode),
        (found) => strong(found, USER_CODE_BITS),
      ),
  },
  {
    id: 'user-code-letters',
    clause: 'RFC 8628 §6.1',
    level: 'should',
    look: ({ links }) =>
      withFirst(links, () => {
        const letters = lettersOf(links)
        const pair = ALIKE.find((signs) => signs.every((sign) => letters.has(sign)))
        if (pair !== undefined) return fail(`${pair.join(' and ')} both occur, and look alike`)
        return judge(
          !(/\p{Lu}/u.test([...letters].join('')) && /\p{Ll}/u.test([...letters].join(''))),
          /\p{Ll}/u.test([...letters].join('')) ? 'small letters' : 'nothing that looks alike',
        )
      }),
  },
  {
    id: 'user-code-set',
    clause: 'RFC 8628 §6.1',
    level: 'should',
    look: ({ links }) =>
      withFirst(links, () => {
        const letters = [...lettersOf(links)].join('')
        if (/^[BCDFGHJKLMNPQRSTVWXZ]+$/i.test(letters)) return pass('consonants only')
        if (/^\d+$/.test(letters)) return pass('digits only')
        return fail('neither consonants only nor digits only')
      }),
  },
  {
    id: 'device-code-entropy',
    clause: 'RFC 8628 §5.2',
    level: 'must',
    look: ({ links }) =>
      drawn(
        links,
        ({ deviceCode }) => deviceCode,
        (found) => strong(found, DEVICE_CODE_BITS),
      ),
  },
]

/** Pairs that people mistake for each other. */
const ALIKE = [
  ['0', 'O'],
  ['1', 'I'],
  ['1', 'l'],
  ['I', 'l'],
]

function lettersOf({ drawn: links }: Links): Set<string> {
  return new Set(links.flatMap(({ userCode }) => [...bare(userCode)]))
}

function drawn(
  { drawn: links, cutShort }: Links,
  codeOf: (link: Link) => string,
  look: (found: Estimate) => Finding,
): Finding {
  if (links.length < DRAWS_NEEDED) {
    return notApplicable(`only ${links.length} codes were given, then ${cutShort}`)
  }
  const { result, saw } = look(estimate(links.map(codeOf)))
  return { result, saw: `${saw} in ${links.length} draws` }
}

function strong({ bits, length, repeated }: Estimate, needed: number): Finding {
  if (repeated) return fail('the same code twice')
  const signs =
    length.least === length.most ? `${length.least}` : `${length.least} to ${length.most}`
  return judge(bits >= needed, `${signs} signs, about ${Math.floor(bits)} bits`)
}
