import { expect, test } from 'vitest'

import { compareText, startedText, tvPlace, waitText, whoAsks } from '../../phone-web/src/texts.ts'

const details = {
  link_id: 'A'.repeat(22),
  place: 'same_network' as const,
  started_ago: 20,
  user_code: 'WDJB-MJHT',
  expires_in: 500,
}

test.each([
  ['Living room', 'Samsung TV', '“Living room”, a Samsung TV'],
  ['Kitchen', 'LG TV', '“Kitchen”, an LG TV'],
  ['Kitchen', 'Android TV', '“Kitchen”, an Android TV'],
  ['Kitchen', 'SAMSUNG TV', '“Kitchen”, a SAMSUNG TV'],
  ['Kitchen', null, 'A TV named “Kitchen”'],
  [null, 'Samsung TV', 'A TV, says “Samsung TV”'],
  [null, null, 'A TV'],
])('a TV with name %s and model %s is %s', (name, model, sentence) => {
  const pieces = whoAsks({ ...details, client_name: null, device: { name, model } })
  expect(pieces.map(({ text }) => text).join('')).toBe(sentence)
  expect(pieces.filter(({ theirs }) => theirs).map(({ text }) => text)).toEqual(
    [name, model].filter((word) => word !== null),
  )
})

test('an app is named as its operator calls it, whatever it says of itself', () => {
  const sentence = [
    { text: 'The demo app', theirs: true },
    { text: ' wants to connect', theirs: false },
  ]
  const client_name = 'The demo app'
  expect(whoAsks({ ...details, client_name, device: { name: null, model: null } })).toEqual(
    sentence,
  )
  const device = { name: 'Living room', model: 'Samsung TV' }
  expect(whoAsks({ ...details, client_name, device })).toEqual(sentence)
})

test('only a TV known to be in the same network is said to be there', () => {
  expect(tvPlace('same_network')).toBe('in the same network as this phone')
  expect(tvPlace('other_network')).toMatch(/another network/)
  expect(tvPlace('unknown')).toMatch(/cannot tell/)
  expect(compareText('unknown')).toBe(compareText('other_network'))
  expect(compareText('same_network')).not.toBe(compareText('other_network'))
})

test.each([
  [0, 'started just now'],
  [20.9, 'started 20 seconds ago'],
  [60, 'started 1 minute ago'],
  [359, 'started 5 minutes ago'],
])('%d seconds ago is "%s"', (seconds, text) => {
  expect(startedText(seconds)).toBe(text)
})

test.each([
  [null, null],
  [2, null],
  [30, 'Try again in 30 seconds.'],
  [121, 'Try again in 3 minutes.'],
])('waiting %s seconds is "%s"', (seconds, text) => {
  expect(waitText(seconds)).toBe(text)
})
