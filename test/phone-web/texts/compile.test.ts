import { expect, test } from 'vitest'

import { compile } from '../../../phone-web/texts/compile.ts'

test.each([
  ['Connect this TV?', 'Connect this TV?'],
  ['', ''],
  ['It’s “{name}”', ['It’s “', ['name'], '”']],
  ["'{'no gap'}'", '{no gap}'],
  ['<b>{name}</b>', ['<b>', ['name'], '</b>']],
  [
    '{n, plural, =0 {none} one {# TV} other {# TVs}}.',
    [['n', 'plural', { '=0': 'none', one: [['#'], ' TV'], other: [['#'], ' TVs'] }], '.'],
  ],
  [
    '{unit, select, days {{n, plural, other {#}}} other {{n}}}',
    [['unit', 'select', { days: [['n', 'plural', { other: [['#']] }]], other: [['n']] }]],
  ],
])('%s', (source, message) => {
  expect(compile(source)).toEqual(message)
})

test.each([
  '{n, number}',
  '{at, date}',
  '{at, time, short}',
  '{n, selectordinal, other {#}}',
  '{n, plural, offset:1 other {#}}',
])('%s is more than the pages can draw, and refused', (source) => {
  expect(() => compile(source)).toThrow('a form of ICU MessageFormat')
})

test.each(['{name', '{n, plural, one {# TV}}', '{n, plural, other {#}'])(
  '%s is not well-formed, and refused',
  (source) => {
    expect(() => compile(source)).toThrow()
  },
)
