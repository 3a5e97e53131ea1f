import { randomInt } from 'node:crypto'

import type { Flaws } from './peer-flaws.ts'

const CONSONANTS = 'BCDFGHJKLMNPQRSTVWXZ'
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** @param made how many there were before */
export function makeUserCode(flaw: Flaws['userCode'] | undefined, made: number): string {
  switch (flaw) {
    case 'four digits':
      return text('0123456789', 4)
    case 'a counter':
      return String(100_000_000 + made)
    case 'always the same':
      return 'WDJB-MJHT'
    case 'look-alikes':
      return `${text('O0I1', 4)}-${text(CONSONANTS, 8)}`
    case 'both cases':
      return text(CONSONANTS + CONSONANTS.toLowerCase(), 8)
    case 'vowels':
      return text('ABCDEFGHJKLMNPQRSTUVWXYZ', 8)
    default:
      return `${text(CONSONANTS, 4)}-${text(CONSONANTS, 4)}`
  }
}

export function makeHandle(): string {
  return text(CROCKFORD, 26)
}

function text(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}

/** As it is compared, however it was typed. */
export function plain(userCode: string): string {
  return userCode.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase()
}
