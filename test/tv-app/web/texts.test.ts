import { describe, expect, it } from 'vitest'

import { directionOf, filled, textsFor } from '../../../tv-app/web/texts.ts'

const placeholders = (text: string) => text.match(/\{\w+\}/g) ?? []

describe('the texts of a page', () => {
  it('are all there in German, with the same places for what is filled in', () => {
    const [english, german] = [textsFor('en', {}), textsFor('de-CH', {})]
    for (const [key, text] of Object.entries(english)) {
      const other = german[key as keyof typeof german]
      expect([key, placeholders(other)]).toEqual([key, placeholders(text)])
      expect([key, other]).not.toEqual([key, text])
    }
  })

  it('are English where there is nothing else, and the page’s own where it has some', () => {
    expect(textsFor('xx', {})).toEqual(textsFor('en', {}))
    expect(textsFor('fr', { title: 'Bonjour' })).toEqual({
      ...textsFor('en', {}),
      title: 'Bonjour',
    })
  })

  it('take what is filled in as it is', () => {
    expect(filled('{who} and {other}', { who: '<b>$&{other}' })).toBe('<b>$&{other} and {other}')
  })

  it.each([
    ['ar-EG', 'rtl'],
    ['he', 'rtl'],
    ['de', 'ltr'],
    ['arn', 'ltr'],
  ] as const)('of %s run %s', (lang, direction) => {
    expect(directionOf(lang)).toBe(direction)
  })
})
