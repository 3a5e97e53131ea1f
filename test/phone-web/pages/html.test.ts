import { expect, test } from 'vitest'

import { html } from '../../../phone-web/pages/html.ts'

test('whatever is filled in is text, in elements and in attributes', () => {
  const hostile = `<script>&"'`
  expect(html`<p title="${hostile}">${hostile}</p>`.markup).toBe(
    '<p title="&lt;script&gt;&amp;&quot;&#39;">&lt;script&gt;&amp;&quot;&#39;</p>',
  )
})

test('pieces of markup stay markup, in lists too; nothing stands for nothing', () => {
  const item = (text: string) => html`<li>${text}</li>`
  expect(html`<ul>${['a', '<b>'].map(item)}</ul>${null}${false}${0}`.markup).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li></ul>0',
  )
})

test('a string that looks like an escape is escaped once more', () => {
  expect(html`${'&lt;'}`.markup).toBe('&amp;lt;')
})
