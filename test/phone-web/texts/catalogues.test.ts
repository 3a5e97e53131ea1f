import { readdirSync, readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it, test } from 'vitest'
import { LANGS, type Lang } from '#contract/languages'
import { problemIn } from '../../../phone-web/pages/problem.ts'
import { catalogueOf, type TextKey, textsUnder } from '../../../phone-web/texts/catalogue.ts'
import { compile } from '../../../phone-web/texts/compile.ts'
import { format } from '../../../server/contract/message.ts'
import { PROBLEMS } from '../../../server/contract/problem.ts'
import { argumentsOf } from '../../support/message-arguments.ts'

const ROOT = new URL('../../../', import.meta.url)

/** Numbers that the seven languages count in different forms. */
const COUNTS = [0, 1, 2, 3, 5, 11, 20, 100, 1234]
const UNITS = ['days', 'hours', 'minutes']

function sourcesOf(lang: Lang): Record<string, string> {
  return JSON.parse(readFileSync(new URL(`phone-web/texts/${lang}.json`, ROOT), 'utf8'))
}

const english = Object.keys(sourcesOf('en')) as TextKey[]

describe.each(LANGS)('the catalogue of %s', (lang) => {
  const sources = sourcesOf(lang)

  it('has every sentence, and no other', () => {
    expect(Object.keys(sources).sort()).toEqual([...english].sort())
  })

  it('fills in what the English one does', () => {
    const expected = english.map((key) => [key, argumentsOf(catalogueOf('en')[key])])
    const found = english.map((key) => [key, argumentsOf(compile(sources[key] ?? ''))])
    expect(found).toEqual(expected)
  })

  it('says the same as ICU does, for every sentence and number', () => {
    for (const [key, source] of Object.entries(sources)) {
      const icu = new IntlMessageFormat(source, lang, undefined, { ignoreTag: true })
      const names = argumentsOf(compile(source)).map((name) => name.split(' ')[0] ?? '')
      for (const count of COUNTS) {
        for (const unit of names.includes('unit') ? UNITS : ['days']) {
          const words = Object.fromEntries(names.map((name) => [name, `<${name}> “${name}”`]))
          const values = { ...words, count, unit }
          expect(format(compile(source), values, lang), `${lang} ${key}`).toBe(icu.format(values))
        }
      }
    }
  })

  it('is written like a sentence: no blank at its ends, no straight quotes, no doubled blanks', () => {
    for (const [key, source] of Object.entries(sources)) {
      expect(source.trim(), key).not.toBe('')
      expect(source, key).not.toMatch(/^\s|\s$| {2}|"|\w'\w|\.\.\./)
    }
  })

  it('does not repeat the English where people speak otherwise', () => {
    if (lang === 'en') return
    const words = Object.entries(sources).filter(([, text]) =>
      /[a-z]{3}.* .*[a-z]{3}/.test(text.replace(/\{\w+\}/g, '')),
    )
    const same = words.filter(([key, text]) => text === sourcesOf('en')[key])
    expect(same).toEqual([])
  })
})

test('every sentence is used somewhere, and every name that is used has a sentence', () => {
  const code = ['phone-web/pages', 'phone-web/src', 'server/http']
    .flatMap((folder) =>
      readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .map((path) => readFileSync(new URL(`${folder}/${path}`, ROOT), 'utf8')),
    )
    .join('\n')
  const named = (end: string) =>
    [
      ...code.matchAll(
        new RegExp(`['"\`]((?:frame|form|plain|link|site|risk|devices)\\.[A-Za-z]*)${end}`, 'g'),
      ),
    ]
      .map(([, key = '']) => key)
      .filter((key) => !key.endsWith('.'))
  const whole = named('[\'"`]')
  // Names that are put together where they are used, such as `devices.done${what}`.
  const begun = named('\\$\\{')
  const isUsed = (key: string) =>
    whole.includes(key) || begun.some((start) => key.startsWith(start))
  const sentences = english.filter((key) => !key.startsWith('problem.'))
  expect(sentences.filter((key) => !isUsed(key))).toEqual([])
  expect(whole.filter((key) => !english.includes(key as TextKey))).toEqual([])
})

/** What only devices, apps and broken programs can meet. */
const NOT_FOR_PEOPLE = [
  'invalid_token',
  'invalid_dpop_proof',
  'media_token_ended',
  'device_not_bound',
  'title_unknown',
  'device_unknown',
  'payload_refused',
  'approval_refused',
  'too_many_keys',
  'insufficient_scope',
  'tenant_mismatch',
  'client_not_registered',
  'method_not_allowed',
  'unsupported_media_type',
]

test('every problem that a person can meet has a sentence', () => {
  const codes = Object.keys(PROBLEMS).filter((code) => !NOT_FOR_PEOPLE.includes(code))
  const said = english.filter((key) => key.startsWith('problem.'))
  expect(said.sort()).toEqual(codes.map((code) => `problem.${code}`).sort())
})

test('a problem is told in one English, by the wire and by the pages', () => {
  for (const [code, [, title]] of Object.entries(PROBLEMS)) {
    if (NOT_FOR_PEOPLE.includes(code)) expect(problemIn('en', code)).toBe(null)
    else expect(problemIn('en', code)).toBe(title)
  }
})

test('a page’s script gets the sentences that it draws, and no others', () => {
  const texts = textsUnder('de', ['link.', 'problem.'])
  expect(Object.keys(texts)).toContain('link.connect')
  expect(Object.keys(texts)).toContain('problem.busy')
  expect(Object.keys(texts).filter((key) => !/^(link|problem)\./.test(key))).toEqual([])
})
