import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runChecks } from 'es-check'
import { describe, expect, it } from 'vitest'
import { weigh } from '../bench/tv/weights.ts'
import { temporaryFolder } from '../support/server.ts'

const TV_APP = new URL('../../dist/tv-app', import.meta.url).pathname

const scripts = readdirSync(TV_APP, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.js'))
  .sort()

/**
 * Chrome 53 has all of ES2016. Of ES2017 it lacks async functions and commas after the last parameter, and of what came
 * later everything that is written and not called.
 */
const CHROME_53 = 'es2016'

/** Judges a script, and each pattern in it that has become a call because it is newer than the target. */
function check(script: string) {
  const quiet = { info() {}, warn() {}, error() {}, debug() {}, isLevelEnabled: () => false }
  const patterns = join(temporaryFolder(), 'patterns.js')
  writeFileSync(patterns, patternsIn(readFileSync(script, 'utf8')).join('\n'))
  return runChecks([{ ecmaVersion: CHROME_53, files: [script, patterns] }], { logger: quiet })
}

/** Patterns that are made by a call with nothing but text, written as literals again. */
function patternsIn(source: string): string[] {
  const call = /\bRegExp\((`(?:[^`\\$]|\\.|\$(?!\{))*`|"(?:[^"\\]|\\.)*")(?:, *[`"](\w*)[`"])?\)/g
  return [...source.matchAll(call)].map(([, text, flags = '']) => {
    const pattern = String(new Function(`return ${text}`)())
    return `;${new RegExp(pattern, flags)}`
  })
}

describe('the built TV app', () => {
  it('has the scripts that its page loads', () => {
    expect(scripts).toEqual(
      expect.arrayContaining(['app.js', 'identity.js', 'notices.js', 'p256.js']),
    )
  })

  it.each(scripts)('%s is written as Chrome 53 reads it', (name) => {
    expect(check(join(TV_APP, name))).toMatchObject({ success: true, errors: [] })
  })

  it.each(scripts)('%s is a classic script', (name) => {
    // Modules are refused from file://.
    expect(() => new Function(readFileSync(join(TV_APP, name), 'utf8'))).not.toThrow()
  })

  it('loads no module, and who this is before the screen', () => {
    const html = readFileSync(join(TV_APP, 'index.html'), 'utf8')
    expect(html).not.toMatch(/type="module"/)
    const loaded = [...html.matchAll(/<script src="([^"]+)"/g)].map(([, name]) => name)
    expect(loaded).toEqual(['identity.js', 'app.js'])
  })

  it('weighs at most 200 KB up to the code, and 300 KB in all', () => {
    const { upToCode, all } = weigh(TV_APP)
    expect(upToCode).toBeLessThanOrEqual(200_000)
    expect(all).toBeLessThanOrEqual(300_000)
  })
})

describe('couchlink/tv, which others bundle for old sets', () => {
  it('has no pattern that no build can make an older one', () => {
    const folder = new URL('../../dist/tv', import.meta.url).pathname
    const modules = readdirSync(folder).filter((name) => name.endsWith('.js'))
    expect(modules.length).toBeGreaterThan(1)
    for (const name of modules) {
      const source = readFileSync(join(folder, name), 'utf8')
      expect(source, name).not.toMatch(/\\p\{|\(\?<[=!\w]/i)
    }
  })
})

describe('the gate', () => {
  it.each([
    ['async functions', 'async function later() {}'],
    ['spread of objects', 'var copy = { ...{} }'],
    ['looking behind', 'var pattern = /(?<=a)b/'],
    ['optional chaining', 'var it = window?.name'],
    ['modules', 'export {}'],
    ['properties of letters that are looked for by a call', 'RegExp(`^[\\\\p{L}]$`,`u`)'],
    ['names for groups in a call', 'new RegExp("(?<year>[0-9]{4})")'],
  ])('lets no %s through', (what, source) => {
    const file = join(temporaryFolder(), `${what}.js`)
    writeFileSync(file, source)
    expect(check(file).success).toBe(false)
  })
})
