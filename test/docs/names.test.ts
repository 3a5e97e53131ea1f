import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = new URL('../../', import.meta.url).pathname
const ROOMS = ['deploy', 'docs', 'phone-web', 'server', 'test', 'tv-app']

/** Every file and folder of the rooms, from the repo's root; a folder's name ends in `/`. */
const NAMES = ROOMS.flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name).slice(ROOT.length)
    return entry.isDirectory() ? `${path}/` : path
  }),
)

const PAGES = ['README.md', ...NAMES.filter((name) => /^docs\/.*\.md$|\/README\.md$/.test(name))]
const { scripts, exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

/** What a server makes where it runs. */
const MADE = ['data/']

/** Whether this stands in the repo or was built from it. What a page names within its own room has no room before it. */
function isThere(path: string): boolean {
  if (MADE.includes(path) || existsSync(join(ROOT, path))) return true
  return !isFromRoot(path) && NAMES.some((name) => name.endsWith(`/${path}`))
}

function isFromRoot(path: string): boolean {
  return ['dist', ...ROOMS].some((room) => path.startsWith(`${room}/`))
}

/** What a page says that reads as a file or folder of ours; a path with another beginning is an address. */
function paths(text: string): string[] {
  const said = [...text.matchAll(/`([\w-][\w./-]*)`/g)].map(([, path]) => path ?? '')
  const isFile = /\/$|\.(?:m?ts|mjs)$|\/.*\.\w+$/
  return said.filter((path) => isFromRoot(path) || isFile.test(path))
}

function links(text: string): string[] {
  return [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path]) => path ?? '')
}

function unknownNames(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8')
  const commands = [...text.matchAll(/\bnpm run ([\w:]+)/g)].map(([, name]) => name ?? '')
  const parts = [...text.matchAll(/`couchlink(\/[a-z]+)`/g)].map(([, name]) => `.${name}`)
  return [
    ...paths(text).filter((path) => !isThere(path)),
    ...links(text).filter((path) => !existsSync(join(ROOT, dirname(page), path))),
    ...commands.filter((name) => !(name in scripts)),
    ...parts.filter((name) => !(name in exports)),
  ]
}

describe('what a reader is sent to', () => {
  it.each(PAGES)('is there: %s', (page) => {
    expect(unknownNames(page)).toEqual([])
  })

  it('is looked for in earnest', () => {
    const said = paths(
      '`tv-app/keys` `tv-app/src/keys.ts` `src/remote/` `keys.ts` `/link` `a/json`',
    )
    expect(said).toEqual(['tv-app/keys', 'tv-app/src/keys.ts', 'src/remote/', 'keys.ts'])
    expect(said.map(isThere)).toEqual([false, false, true, true])
    expect(PAGES.length).toBeGreaterThan(40)
  })
})
