import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const FOLDER = new URL('.', import.meta.url)

/** The last letter of each system's flaws, and how many demos there are. */
const LAST = { Z: 't', W: 'i', K: 'k' }
const DEMOS = 9

const IDS = [
  ...Object.entries(LAST).flatMap(([system, last]) =>
    lettersTo(last).map((letter) => `${system}-${letter}`),
  ),
  ...Array.from({ length: DEMOS }, (_, index) => `E-${index + 1}`),
]

function lettersTo(last: string): string[] {
  const count = last.charCodeAt(0) - 'a'.charCodeAt(0) + 1
  return Array.from({ length: count }, (_, index) => String.fromCharCode(97 + index))
}

/** What the tests of this folder are called, as their files say it. */
function titles(): string[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.test.ts'))
  const text = files.map((name) => readFileSync(new URL(name, FOLDER), 'utf8')).join('\n')
  return [...text.matchAll(/'([A-Z]-(?:[a-z]|\d+): [^'\n]+)'/g)].map(([, title = '']) => title)
}

/** The rows of the table: id → the name in its last column. */
function rows(): [id: string, name: string][] {
  const text = readFileSync(new URL('README.md', FOLDER), 'utf8')
  const table = text.matchAll(/^\| ([A-Z]-\w+) \| .+ \| .+ \| (.+) \|$/gm)
  return [...table].map(([, id = '', name = '']) => [id, name])
}

test('has a test for every flaw', () => {
  const all = titles()
  for (const id of IDS) {
    expect(
      all.filter((title) => title.startsWith(`${id}: `)),
      id,
    ).toHaveLength(1)
  }
  expect(all).toHaveLength(IDS.length)
})

test('is the table in the README, to the name', () => {
  const all = titles()
  expect(rows().map(([id]) => id)).toEqual(IDS)
  for (const [id, name] of rows()) {
    expect(all.filter((title) => title.startsWith(`${id}: `))).toEqual([name])
  }
})
