import { expect, test } from 'vitest'

import { format, type Message, stretches } from '../../server/contract/message.ts'

const TVS: Message = [
  ['count', 'plural', { '=0': 'no TV', one: [['#'], ' TV'], other: [['#'], ' TVs of ', ['name']] }],
  '.',
]

test('a sentence without gaps is itself', () => {
  expect(format('Connect this TV?', {}, 'en')).toBe('Connect this TV?')
  expect(format('', {}, 'en')).toBe('')
})

test.each([
  [0, 'no TV.'],
  [1, '1 TV.'],
  [2, '2 TVs of Eliza.'],
  [1234, '1,234 TVs of Eliza.'],
])('%d is counted in the forms that the language has', (count, sentence) => {
  expect(format(TVS, { count, name: 'Eliza' }, 'en')).toBe(sentence)
})

test('Arabic has six forms, and each is used for its numbers', () => {
  const forms = ['zero', 'one', 'two', 'few', 'many', 'other']
  const cases = Object.fromEntries(forms.map((name) => [name, name]))
  const message: Message = [['count', 'plural', cases]]
  const said = [0, 1, 2, 5, 11, 100].map((count) => format(message, { count }, 'ar'))
  expect(said).toEqual(forms)
})

test('an unknown choice is the other one', () => {
  const message: Message = [['unit', 'select', { days: 'days', other: 'minutes' }]]
  expect(format(message, { unit: 'days' }, 'en')).toBe('days')
  expect(format(message, { unit: 'weeks' }, 'en')).toBe('minutes')
})

test('what is filled in can be told from our own words, and is never read as more of them', () => {
  expect(stretches(['As ', ['name'], '!'], { name: '{count}' }, 'en')).toEqual([
    { text: 'As ', from: null },
    { text: '{count}', from: 'name' },
    { text: '!', from: null },
  ])
})

test('a gap that nothing fills stays to be seen', () => {
  expect(format(['As ', ['name']], {}, 'en')).toBe('As {name}')
  expect(format(TVS, { count: 2 }, 'en')).toBe('2 TVs of {name}.')
})

test('the number of the plural around it does not leave its sentence', () => {
  const message: Message = [['#'], [['a', 'plural', { other: [['#']] }] as const][0]!, ['#']]
  expect(format(message, { a: 7 }, 'en')).toBe('{#}7{#}')
})
