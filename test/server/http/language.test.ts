import { expect, test } from 'vitest'

import { languageOf } from '../../../server/http/language.ts'

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['de', 'de'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['DE-at', 'de'],
  ['pt', 'pt-BR'],
  ['pt-PT,pt;q=0.9', 'pt-BR'],
  ['zh-CN,zh;q=0.9', 'en'],
  ['zh-CN,fr;q=0.2', 'fr'],
  ['en;q=0.5,es;q=0.7,ja;q=0.6', 'es'],
  ['es;q=0,ar;q=0.1', 'ar'],
  ['es;q=0', 'en'],
  ['es; q=0.3 , ar ; q=0.4', 'ar'],
  ['fr,ja', 'fr'],
  ['de;q=2,fr', 'fr'],
  ['de;q=,fr;q=0.1', 'fr'],
  ['deutsch,fr;q=0.1', 'fr'],
  ['constructor,__proto__', 'en'],
  [`${'xx,'.repeat(20)}de`, 'en'],
])('a browser that asks for %s is answered in %s', (accepted, lang) => {
  expect(languageOf(undefined, undefined, accepted)).toBe(lang)
})

test('what the person chose wins over the browser, and a new choice over an old one', () => {
  expect(languageOf('ja', 'de', 'fr')).toBe('ja')
  expect(languageOf(undefined, 'de', 'fr')).toBe('de')
  expect(languageOf('pt-BR', undefined, 'fr')).toBe('pt-BR')
})

test.each([['xx'], ['toString'], [['de']], ['<script>'], ['']])(
  'a choice of %s is none',
  (chosen) => {
    expect(languageOf(chosen, 'tlh', 'es')).toBe('es')
  },
)
