import fc from 'fast-check'
import { expect, test } from 'vitest'

import { formatUserCode, typedUserCode } from '../../phone-web/src/user-code-field.ts'

test.each([
  ['w|', 'W|'],
  ['wdjb|', 'WDJB|'],
  ['WDJBm|', 'WDJB-M|'],
  ['wdjb-mjht|', 'WDJB-MJHT|'],
  [' wdjb mjht |', 'WDJB-MJHT|'],
  // Backspace over the dash moves to the letter before it, the next one deletes that.
  ['WDJB|M', 'WDJB|-M'],
  ['WDJ|-M', 'WDJ|M'],
  // In the middle of the code.
  ['WDX|JB-MJHT', 'WDX|J-BMJHT'],
  ['WDJB-X|MJHT', 'WDJB-X|MJHT'],
  ['|WDJBMJHT', '|WDJB-MJHT'],
  // Wrong characters stay to be seen.
  ['WDJA1|', 'WDJA-1|'],
])('typing %s gives %s', (before, after) => {
  const next = formatUserCode({ text: before.replace('|', ''), cursor: before.indexOf('|') })
  expect(`${next.text.slice(0, next.cursor)}|${next.text.slice(next.cursor)}`).toBe(after)
})

test('formatting what is formatted changes nothing, and the cursor stays inside', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), fc.nat(20), (text, at) => {
      const once = formatUserCode({ text, cursor: Math.min(at, text.length) })
      expect(formatUserCode(once)).toEqual(once)
      expect(once.cursor).toBeLessThanOrEqual(once.text.length)
    }),
  )
})

test('only a whole code of the right letters goes to the server', () => {
  expect(typedUserCode('wdjb-mjht')).toBe('WDJBMJHT')
  expect(typedUserCode('WDJB-MJH')).toBeNull()
  expect(typedUserCode('WDJB-MJHTX')).toBeNull()
  expect(typedUserCode('WDJB-MJHA')).toBeNull()
})
