import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { LANGS, type Lang } from '#contract/languages'
import { compile } from '../../../phone-web/texts/compile.ts'
import { format } from '../../../server/contract/message.ts'
import { writeTextScripts } from '../../../tv-app/texts/build-texts.mjs'
import { argumentsOf } from '../../support/message-arguments.ts'

const ROOT = new URL('../../../', import.meta.url)
const COUNTS = [0, 1, 2, 3, 11, 30, 100]

function sourcesOf(lang: Lang): Record<string, string> {
  return JSON.parse(readFileSync(new URL(`tv-app/texts/${lang}.json`, ROOT), 'utf8'))
}

const english = sourcesOf('en')
const keys = Object.keys(english).sort()

describe.each(LANGS)('the TV’s catalogue of %s', (lang) => {
  const sources = sourcesOf(lang)

  it('has every sentence, and no other', () => {
    expect(Object.keys(sources).sort()).toEqual(keys)
  })

  it('fills in what the English one does', () => {
    const namesOf = (all: Record<string, string>) =>
      keys.map((key) => [key, argumentsOf(compile(all[key] ?? ''))])
    expect(namesOf(sources)).toEqual(namesOf(english))
  })

  it('says the same as ICU does, for every sentence and number', () => {
    for (const [key, source] of Object.entries(sources)) {
      const icu = new IntlMessageFormat(source, lang, undefined, { ignoreTag: true })
      const names = argumentsOf(compile(source)).map((name) => name.split(' ')[0] ?? '')
      for (const count of COUNTS) {
        const values = Object.fromEntries(
          names.map((name) => [name, /^(seconds|left)$/.test(name) ? count : `<${name}>`]),
        )
        expect(format(compile(source), values, lang), `${lang} ${key}`).toBe(icu.format(values))
      }
    }
  })

  it('is written like a sentence: no blank at its ends, no straight quotes, no three dots', () => {
    for (const [key, source] of Object.entries(sources)) {
      expect(source.trim(), key).not.toBe('')
      expect(source, key).not.toMatch(/^\s|\s$| \n|\n |"|\w'\w|\.\.\./)
    }
  })

  it('breaks its lines where the English one does, so that it fits the same places', () => {
    const linesOf = (text = '') => text.split('\n').length
    const more = keys.filter((key) => linesOf(sources[key]) > linesOf(english[key]))
    expect(more).toEqual([])
    // Two short lines of a headline are as wide as a column; what is wider is drawn smaller, but never by half.
    for (const key of keys.filter((one) => /\.(promise|opened|claimed|press|title)$/.test(one))) {
      const lines = (sources[key] ?? '').replace(/\{\w+\}/g, 'E…').split('\n')
      expect(Math.max(...lines.map((line) => line.length)), key).toBeLessThanOrEqual(20)
    }
    // A note has the width of a column at 32 px.
    for (const key of keys.filter((one) => one.startsWith('note.'))) {
      expect(sources[key]?.length, key).toBeLessThanOrEqual(48)
    }
  })

  it('does not repeat the English where people speak otherwise', () => {
    if (lang === 'en') return
    const same = Object.entries(sources).filter(
      ([key, text]) => text === english[key] && /[a-z]{3}/.test(text.replace(/\{\w+\}/g, '')),
    )
    expect(same).toEqual([])
  })
})

test('every sentence is said somewhere, and what is said has a sentence', () => {
  const code = readdirSync(new URL('tv-app/src', ROOT), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && path !== 'texts.ts')
    .map((path) => readFileSync(new URL(`tv-app/src/${path}`, ROOT), 'utf8'))
    .join('\n')
  const rooms = [...new Set(keys.map((key) => key.split('.')[0]))].join('|')
  const named = (end: string) =>
    [...code.matchAll(new RegExp(`['"\`]((?:${rooms})\\.?[A-Za-z0-9]*)${end}`, 'g'))].map(
      ([, key = '']) => key,
    )
  const whole = named('[\'"`]')
  // Names that are put together where they are said, such as `note.${note}`.
  const begun = named('\\$\\{').filter((start) => start.includes('.'))
  const isSaid = (key: string) =>
    whole.includes(key) || begun.some((start) => key.startsWith(start))
  expect(keys.filter((key) => !isSaid(key))).toEqual([])
  expect(whole.filter((key) => key.includes('.') && !keys.includes(key))).toEqual([])
})

test('each language but English is a classic script that says what it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'couchlink-texts-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  await writeTextScripts(folder, compile)
  expect(readdirSync(folder).sort()).toEqual(
    LANGS.filter((lang) => lang !== 'en')
      .map((lang) => `${lang}.js`)
      .sort(),
  )
  for (const lang of LANGS.filter((one) => one !== 'en')) {
    const window: Record<string, unknown> = {}
    runInNewContext(readFileSync(join(folder, `${lang}.js`), 'utf8'), { window })
    const sources = sourcesOf(lang)
    const messages = Object.fromEntries(
      Object.entries(sources).map(([key, source]) => [key, compile(source)]),
    )
    expect(JSON.parse(JSON.stringify(window['couchlink']))).toEqual({ texts: { lang, messages } })
  }
  // As old as the oldest set.
  execFileSync('npx', ['es-check', 'es2016', join(folder, '*.js')], { stdio: 'pipe' })
})
