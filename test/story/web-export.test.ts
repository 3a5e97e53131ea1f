import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

import { compiledByConsumer } from '../support/consumer.ts'

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
    expect(compiledByConsumer(PAGE, /^dist\/(web|types\/tv-app|server\/contract)\//)).toEqual([
      '',
      '',
    ])
  }, 120_000)

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
