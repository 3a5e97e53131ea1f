import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const FOLDER = new URL('.', import.meta.url)

const FAMILIES = { DA: 19, UV: 25, TK: 24, X: 10 }
const TAGS = Object.entries(FAMILIES).flatMap(([family, count]) =>
  Array.from({ length: count }, (_, index) => `${family}${index + 1}`),
)

const KNOWN_BUGS = [
  'GHSA-cq3f-vc6p-68fh',
  'CVE-2023-2585',
  'KEYCLOAK-19700',
  'Sentry 105675',
  'nebi #448',
  'idenplane #454',
  'CVE-2026-88770',
  'H2CK/oidc#716',
  'MAS#5973',
]

/** What the tests of this folder are called, as their files say it. */
function titles(): string[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.test.ts'))
  const text = files.map((name) => readFileSync(new URL(name, FOLDER), 'utf8')).join('\n')
  const calls = text.matchAll(
    /^\s+(?:it|it\.each\(.*\)|\]\)|\))?\(?\s*'((?:[^'\\]|\\.)+)',\s*(?:async )?\(/gm,
  )
  return [...calls].map(([, title = '']) => title)
}

/** The rows of the table: tag → the names in its last column. */
function rows(): Map<string, string[]> {
  const text = readFileSync(new URL('README.md', FOLDER), 'utf8')
  const table = text.matchAll(/^\| ([A-Z]+\d+) \| (.+) \| (.+) \|$/gm)
  return new Map([...table].map(([, tag = '', , names = '']) => [tag, names.split('<br>')]))
}

describe('the negative list', () => {
  it('has a test for every family', () => {
    const all = titles()
    for (const tag of TAGS) {
      expect(
        all.filter((title) => title.startsWith(`${tag} `)),
        tag,
      ).not.toEqual([])
    }
    for (const bug of KNOWN_BUGS) {
      expect(
        all.filter((title) => title.startsWith(`${bug}: `)),
        bug,
      ).not.toEqual([])
    }
  })

  it('is the one in the README, to the name', () => {
    const all = titles()
    expect([...rows().keys()]).toEqual(TAGS)
    for (const [tag, names] of rows()) {
      const tests = all.filter((title) => title.startsWith(`${tag} `))
      expect(names, tag).toEqual(tests)
    }
  })
})
