import { expect, test } from 'vitest'

import {
  addressWords,
  compareWords,
  isNear,
  placeWords,
  riskWords,
  whoAsks,
} from '../../phone-web/src/link-words.ts'
import { speechIn } from '../../phone-web/src/speech.ts'
import { say, startedWords, trouble, waitWords } from '../../phone-web/src/words.ts'
import { textsUnder } from '../../phone-web/texts/catalogue.ts'
import { details, no, unreachable } from './steps/states.ts'

const english = speechIn('en', textsUnder('en', ['link.', 'site.', 'risk.', 'problem.']))

test.each([
  ['Living room', 'Samsung TV', ['Living room', 'Samsung TV']],
  ['Kitchen', null, ['Kitchen']],
  [null, 'Samsung TV', ['Samsung TV']],
  [null, null, []],
])(
  'a TV with name %s and model %s is told in its own words, set apart from ours',
  (name, model, its) => {
    const told = english.tell(whoAsks({ ...details, device: { name, model } }))
    expect(told.filter(({ from }) => from !== null).map(({ text }) => text)).toEqual(its)
    expect(told.some(({ from }) => from === null)).toBe(true)
  },
)

test('an app is named as its operator calls it, whatever it says of itself', () => {
  const asks = whoAsks({ ...details, client_name: 'The demo app' })
  expect(english.say(asks)).toBe('The demo app wants to connect')
})

test('what fills a sentence in is never read as part of one', () => {
  const name = '{app, select, other {x}}'
  expect(english.say(whoAsks({ ...details, device: { name, model: null } }))).toContain(name)
})

test('each place has its own words, and only a near one is not in doubt', () => {
  const places = ['same_network', 'known_place', 'other_network', 'unknown'] as const
  expect(new Set(places.map((place) => english.say(placeWords(place)))).size).toBe(4)
  expect(places.map(isNear)).toEqual([true, true, false, false])
  const compare = (place: (typeof places)[number]) => compareWords({ ...details, place })
  expect(compare('known_place')).toEqual(compare('same_network'))
  expect(compare('unknown')).toEqual(compare('other_network'))
  expect(compare('unknown')).not.toEqual(compare('same_network'))
})

test('a web site is named together with its address, which nobody but its own pages can have', () => {
  const site = { ...details, client_name: 'The Shop', site: 'https://shop.example' }
  expect(english.say(whoAsks(site))).toBe('The Shop asks who you are, at shop.example')
  expect(english.say(compareWords(site))).toContain('shop.example')
})

test('addresses and reasons are told', () => {
  expect(english.say(addressWords('192.0.2.…'))).toContain('192.0.2.…')
  expect(english.say(addressWords(null))).toMatch(/not known/)
  const all = [
    'other_network',
    'unknown_network',
    'other_country',
    'unknown_country',
    'listed_address',
  ]
  expect(new Set(riskWords(all as never).map(({ key }) => key)).size).toBe(5)
})

test.each([
  [0, 'started just now'],
  [20.9, 'started 20 seconds ago'],
  [60, 'started 1 minute ago'],
  [359, 'started 5 minutes ago'],
])('%d seconds ago is "%s"', (seconds, text) => {
  expect(english.say(startedWords(seconds))).toBe(text)
})

test.each([
  [null, ''],
  [2, ''],
  [30, 'Try again in 30 seconds.'],
  [121, 'Try again in 3 minutes.'],
])('waiting %s seconds is "%s"', (seconds, text) => {
  expect(english.say(waitWords(seconds))).toBe(text)
})

test('a refusal is said in our words, else in the server’s, and never as a name', () => {
  expect(english.say(trouble(unreachable))).toMatch(/did not answer/)
  expect(english.say(trouble(no('busy', 30)))).toMatch(/busy.* Try again in 30 seconds\.$/)
  const strange = { ...no('busy'), code: 'constructor', title: 'The server says so.' }
  expect(english.say(trouble(strange))).toBe('The server says so.')
})

test('whoever reads Arabic hears it in Arabic, and numbers with it', () => {
  const speech = speechIn('ar', { 'link.waitSeconds': [['count', 'plural', { other: [['#']] }]] })
  expect(speech.say(say('link.waitSeconds', { count: 30 }))).toBe(
    new Intl.NumberFormat('ar').format(30),
  )
})
