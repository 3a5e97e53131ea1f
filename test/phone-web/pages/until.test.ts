import { expect, test } from 'vitest'

import { speaking } from '../../../phone-web/pages/context.ts'
import { duration, untilChoice } from '../../../phone-web/pages/until.ts'

const context = {
  ...speaking('en'),
  nonce: '',
  path: 'link',
  insecure: false,
  appStoreId: null,
  files: { link: '', devices: '' },
  style: '',
}

test.each([
  [60, 1, 'minutes'],
  [90, 2, 'minutes'],
  [5400, 90, 'minutes'],
  [3600, 1, 'hours'],
  [7200, 2, 'hours'],
  [25_000, 7, 'hours'],
  [86_400, 1, 'days'],
  [129_600, 36, 'hours'],
  [7 * 86_400, 7, 'days'],
  [200_000, 2, 'days'],
])('%d seconds are %d %s', (seconds, count, unit) => {
  expect(duration(seconds)).toEqual({ count, unit })
})

test('what the operator set for all is told, and cannot be chosen', () => {
  const { markup } = untilChoice(context, 86_400, 'always', true)
  expect(markup).toContain('It stays signed in for 1 day.')
  expect(markup).not.toContain('<input')
})

test('the person’s choice stands as it was made, also where it can no longer be changed', () => {
  expect(untilChoice(context, null, 'tomorrow', true).markup).toMatch(
    /value="always"><span>.*value="tomorrow" checked/s,
  )
  expect(untilChoice(context, null, 'tomorrow', false).markup).toBe(
    '<input type="hidden" name="until" value="tomorrow">',
  )
})
