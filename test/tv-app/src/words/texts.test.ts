import { afterEach, describe, expect, it, test } from 'vitest'

import { LANGS } from '#contract/languages'
import { compile } from '../../../../phone-web/texts/compile.ts'
import { bestLang } from '../../../../tv-app/src/words/best-lang.ts'
import { beginsRtl, withoutControls } from '../../../../tv-app/src/words/direction.ts'
import { PlainPluralRules } from '../../../../tv-app/src/words/plural-rules.ts'
import { chosenLang } from '../../../../tv-app/src/words/start-texts.ts'
import { rtl, say, speak, textLang } from '../../../../tv-app/src/words/texts.ts'

afterEach(() => speak({ lang: 'en', messages: {} }))

describe('the language of a TV', () => {
  test.each([
    ['de-AT', 'de'],
    ['pt', 'pt-BR'],
    ['pt-PT', 'pt-BR'],
    ['pt_BR', 'pt-BR'],
    ['ar-EG', 'ar'],
    ['AR', 'ar'],
    ['ja-JP', 'ja'],
    ['zh-CN', 'en'],
    ['arn', 'en'],
    ['', 'en'],
    ['../../x', 'en'],
  ])('%s is %s', (wish, lang) => {
    expect(bestLang([wish])).toBe(lang)
  })

  it('is the first wish that it can speak', () => {
    expect(bestLang(['zh', null, undefined, 7, 'fr-CA', 'de'])).toBe('fr')
    expect(bestLang([])).toBe('en')
  })

  it('is that of the address, before that of the set, before that of the browser', () => {
    const browser = ['es-MX']
    expect(chosenLang({ search: '?a&lang=ja', platform: 'de-DE', browser })).toBe('ja')
    expect(chosenLang({ search: '?language=ja', platform: 'de-DE', browser })).toBe('de')
    expect(chosenLang({ search: '?lang=tlh', platform: null, browser })).toBe('es')
  })
})

describe('a sentence', () => {
  it('is English until another language has come', () => {
    expect(say('welcome.hello', { name: 'Eliza' })).toBe('Hello, Eliza!')
    expect([textLang(), rtl()]).toEqual(['en', false])
  })

  it('is said in the language that has come, and in English where that has none', () => {
    speak({ lang: 'de', messages: { 'welcome.hello': compile('Hallo, {name}!') } })
    expect(say('welcome.hello', { name: 'Eliza' })).toBe('Hallo, Eliza!')
    expect(say('welcome.again')).toBe('Good to see you.')
    expect([textLang(), rtl()]).toEqual(['de', false])
  })

  it('is counted as its language counts', () => {
    expect(say('link.ends', { seconds: 1 })).toBe('This code is good for one more second')
    expect(say('link.ends', { seconds: 30 })).toBe('This code is good for 30 more seconds')
  })

  it('keeps within Arabic what is written from left to right as it stands alone', () => {
    speak({ lang: 'ar', messages: { 'welcome.hello': compile('مرحبًا {name}!') } })
    expect(rtl()).toBe(true)
    expect(say('welcome.hello', { name: 'E…' })).toBe('مرحبًا \u202aE…\u202c!')
    expect(say('welcome.hello', { name: '10.0.0.5:80/link' })).toContain(
      '\u202a10.0.0.5:80/link\u202c',
    )
    expect(say('welcome.hello', { name: 'ليلى' })).toBe('مرحبًا ليلى!')
    expect(say('welcome.hello', { name: 7 })).toBe('مرحبًا 7!')
  })

  it('keeps an Arabic name within English where it stands, also at the beginning', () => {
    expect(say('welcome.hello', { name: 'ليلى' })).toBe('Hello, \u200e\u202bليلى\u202c\u200e!')
    const begun = say('match.detail', { who: 'ليلى' })
    expect(begun).toMatch(/^\u200e\u202bليلى\u202c\u200e is signing in/)
    expect(beginsRtl(begun)).toBe(false)
    expect(withoutControls(begun)).toMatch(/^ليلى is signing in/)
    expect(say('welcome.hello', { name: 'Ali علي' })).toContain('\u202aAli علي\u202c')
  })
})

test.each([
  ['كثبان', true],
  ['«كثبان» 2', true],
  ['كثبان and Dunes', true],
  ['Dunes كثبان', false],
  ['Élodie', false],
  ['Ωμέγα', false],
  ['砂丘', false],
  ['2001', false],
  ['', false],
])('the line %s begins from the right: %s', (text, isSo) => {
  expect(beginsRtl(text)).toBe(isSo)
})

test.each(LANGS)('without Intl.PluralRules, %s counts as with it', (lang) => {
  const counts = [
    ...Array.from({ length: 240 }, (_, count) => count),
    1000,
    1002,
    1003,
    1011,
    99999,
  ]
  const real = new Intl.PluralRules(lang)
  const plain = new PlainPluralRules(lang)
  expect(counts.map((count) => plain.select(count))).toEqual(
    counts.map((count) => real.select(count)),
  )
})
