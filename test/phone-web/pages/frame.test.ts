import { expect, test } from 'vitest'
import { LANGS, LANGUAGES, type Lang } from '#contract/languages'
import { type PageContext, speaking } from '../../../phone-web/pages/context.ts'
import { frame, json } from '../../../phone-web/pages/frame.ts'
import { html } from '../../../phone-web/pages/html.ts'

function contextIn(lang: Lang, more: Partial<PageContext> = {}): PageContext {
  return {
    ...speaking(lang),
    nonce: 'N0nce',
    path: 'link',
    insecure: false,
    appStoreId: null,
    files: { link: 'phone/link.abc.js', devices: 'phone/devices.abc.js' },
    style: 'p{margin:0}',
    ...more,
  }
}

const page = { title: null, body: html`<p>Hello</p>`, script: 'link', data: {} } as const

test.each(LANGS)(
  'a page in %s says so, and leads to the other languages in their own words',
  (lang) => {
    const text = frame(contextIn(lang), page)
    expect(text).toContain(`<html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}">`)
    for (const other of LANGS.filter((tag) => tag !== lang)) {
      const { name, dir } = LANGUAGES[other]
      expect(text).toContain(
        `<a href="?lang=${other}" lang="${other}" hreflang="${other}" dir="${dir}">${name}</a>`,
      )
    }
    expect(text).not.toContain(`?lang=${lang}"`)
  },
)

test('whatever runs or styles carries the nonce, and nothing comes from elsewhere', () => {
  const text = frame(contextIn('en'), page)
  for (const [tag] of text.matchAll(/<(?:script|style)\b[^>]*>/g)) {
    expect(tag).toContain('nonce="N0nce"')
  }
  expect(text).not.toMatch(/ style="|\son\w+="/)
  expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  expect(text).toContain('<script type="module" nonce="N0nce" src="phone/link.abc.js"></script>')
})

test('a page that answers a form has no script', () => {
  expect(frame(contextIn('en'), { ...page, script: null })).not.toContain('<script')
})

test('the data of a page can end neither its script nor a line', () => {
  const hostile = { name: '</script><script>alert(1)</script><!--', line: '\u2028\u2029' }
  const { markup } = json(hostile)
  expect(markup).not.toMatch(/[<\u2028\u2029]/)
  expect(JSON.parse(markup)).toEqual(hostile)
  const text = frame(contextIn('en'), { ...page, data: hostile })
  expect(text.match(/<\/script>/g)).toHaveLength(3)
})

test('a title is escaped, and the product’s name stands after it', () => {
  const text = frame(contextIn('en'), { ...page, title: '<My> TVs' })
  expect(text).toContain('<title>&lt;My&gt; TVs · Couchlink</title>')
  expect(frame(contextIn('en'), page)).toContain('<title>Couchlink</title>')
})

test('only where others can read along does the page say so', () => {
  const sentence = 'On this network others could read along'
  expect(frame(contextIn('en', { insecure: true }), page)).toContain(sentence)
  expect(frame(contextIn('en'), page)).not.toContain(sentence)
})

test('a name in a sentence keeps its own direction and never becomes markup', () => {
  const { rich } = contextIn('en')
  expect(rich('link.connectAs', { name: '<b>عليزة' }).markup).toBe(
    'Connect as <bdi>&lt;b&gt;عليزة</bdi>',
  )
})
