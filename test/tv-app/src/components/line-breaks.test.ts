import { expect, test } from 'vitest'

import { lineTokens } from '../../../../tv-app/src/components/line-breaks.ts'

test.each([
  ['one two', ['one', ' ', 'two']],
  ['a  b', ['a', ' ', ' ', 'b']],
  ['soft\u200bbreak', ['soft', 'break']],
  ['砂丘の夜', ['砂', '丘', 'の', '夜']],
  ['「戻る」で、終了。', ['「戻', 'る」', 'で、', '終', '了。']],
  ['サーバー', ['サ', 'ー', 'バ', 'ー'].reduce<string[]>(joinLong, [])],
  ['OK で', ['OK', ' ', 'で']],
  ['Eliza さん、', ['Eliza', ' ', 'さ', 'ん、']],
  ['هذا تلفاز', ['هذا', ' ', 'تلفاز']],
  ['', []],
])('%s may break where its language does', (text, tokens) => {
  expect(lineTokens(text)).toEqual([{ tokens }])
})

/** The mark of a long vowel stays with its sign. */
function joinLong(all: string[], sign: string): string[] {
  return sign === 'ー' ? [...all.slice(0, -1), `${all.at(-1)}ー`] : [...all, sign]
}
