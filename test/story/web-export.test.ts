import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

import { temporaryFolder } from '../support/server.ts'

const ROOT = new URL('../../', import.meta.url).pathname

/** What a page loads before there is a code on it, and what the encoder adds, gzipped. */
const MODULE_BYTES = 8500
const ENCODER_BYTES = 8000

const PAGE = `
import type { SignInOptions, SignInShown, Texts } from 'couchlink/web'
import { showSignIn } from 'couchlink/web'

const texts: Partial<Texts> = { title: 'Connectez-vous avec votre téléphone' }
const options: SignInOptions = {
  element: document.body,
  server: 'https://tv.example.com',
  clientId: 'shop',
  challenge: async () => (await fetch('/start')).text(),
  async onCode(code: string) {
    await fetch('/finish', { method: 'POST', body: code })
  },
  lang: 'fr',
  texts,
}
export const shown: SignInShown = showSignIn(options)
shown.close()
// @ts-expect-error without a challenge the key would be anybody's
showSignIn({ element: document.body, server: '', clientId: '', onCode() {} })
// @ts-expect-error the types are no "any"
export const number: number = shown.close
`

describe('the package', () => {
  it('gives couchlink/web to a strict TypeScript project, however it resolves modules', () => {
    const project = temporaryFolder()
    const installed = join(project, 'node_modules', 'couchlink')
    // What npm puts into the package is what "files" names; of that, what concerns web pages and their types.
    for (const path of ['package.json', 'dist/web', 'dist/types/tv-app', 'dist/server/contract']) {
      cpSync(join(ROOT, path), join(installed, path), { recursive: true })
    }
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(project, 'page.ts'), PAGE)
    expect(said(project, { module: 'esnext', moduleResolution: 'bundler' })).toBe('')
    expect(said(project, { module: 'nodenext', moduleResolution: 'nodenext' })).toBe('')
  }, 60_000)

  it('loads 8 kB with a page, and the encoder and mqtt.js when they are needed', () => {
    const folder = join(ROOT, 'dist', 'web')
    const module = readFileSync(join(folder, 'couchlink-web.js'))
    expect(gzipSync(module).length).toBeLessThan(MODULE_BYTES)
    expect(String(module).match(/import\(/g)).toHaveLength(2)
    expect(String(module)).not.toMatch(/^import|[;}]import[{"]/)
    const [encoder = 0, mqtt = 0, ...more] = readdirSync(folder)
      .filter((name) => name.startsWith('part.'))
      .map((name) => gzipSync(readFileSync(join(folder, name))).length)
      .sort((one, other) => one - other)
    expect(encoder).toBeLessThan(ENCODER_BYTES)
    expect(mqtt).toBeGreaterThan(ENCODER_BYTES)
    expect(more).toEqual([])
  })

  it('holds nothing that a strict policy forbids or a store that outlives the page', () => {
    const code = readFileSync(join(ROOT, 'dist', 'web', 'couchlink-web.js'), 'utf8')
    expect(code).not.toMatch(/innerHTML|insertAdjacentHTML|\beval\(|new Function/)
    expect(code).not.toMatch(/localStorage|sessionStorage|indexedDB|\.cookie/)
  })
})

/** What the compiler has to say, which is nothing when all is well. */
function said(project: string, modules: object): string {
  const compilerOptions = {
    ...modules,
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    target: 'es2022',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    types: [],
  }
  const config = JSON.stringify({ compilerOptions, files: ['page.ts'] })
  writeFileSync(join(project, 'tsconfig.json'), config)
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  try {
    return execFileSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' })
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}
