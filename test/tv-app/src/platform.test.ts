import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

import { findPlatform } from '../../../tv-app/src/platform.ts'
import { AGENTS, set, woken } from './platform/set.ts'
import { standInWindow, told } from './stand-in-window.ts'

/** What a file says besides its comments. */
function code(file: URL): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
}

describe('a page in a browser', () => {
  it.each(Object.entries(AGENTS).filter(([name]) => name !== 'fireTv'))(
    'is no app, on %s either: Back gives the TV up, and there is nowhere to go',
    (_name, userAgent) => {
      const { platform } = set(userAgent)
      expect(platform).toMatchObject({
        name: 'browser',
        habits: { backOnHome: 'unbind', canLeave: false, asksFirst: false },
        assertion: null,
        language: 'de-AT',
      })
      expect(() => platform.leave()).not.toThrow()
      expect(() => platform.keepAwake(true)).not.toThrow()
      expect(() => platform.askForKeys()).not.toThrow()
      expect(() => platform.ready()).not.toThrow()
    },
  )

  it('tells when it is seen again, not when it is hidden', () => {
    const page = set(AGENTS.desk)
    const times = woken(page)
    page.document.hidden = true
    page.document.dispatchEvent(told('visibilitychange'))
    expect(times()).toBe(0)
    page.document.hidden = false
    page.document.dispatchEvent(told('visibilitychange'))
    expect(times()).toBe(1)
    page.owner.dispatchEvent(told('pageshow', { persisted: false }))
    expect(times()).toBe(1)
    page.owner.dispatchEvent(told('pageshow', { persisted: true }))
    expect(times()).toBe(2)
  })

  it('finds nowhere but in its room what a set puts into its window', () => {
    const src = new URL('../../../tv-app/src/', import.meta.url)
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
    const elsewhere = files.filter((name) => /\.[tj]s$/.test(name) && !name.startsWith('platform/'))
    expect(elsewhere.length).toBeGreaterThan(80)
    const marks = /\b(?:tizen|webapis|webOS|webOSSystem|PalmSystem|__firebolt|cefQuery|userAgent)\b/
    const found = elsewhere.filter((name) => marks.test(code(new URL(name, src))))
    expect(found).toEqual(['platform.ts'])
  })

  it('knows no language where the browser tells none', () => {
    const { owner } = standInWindow({ navigator: { userAgent: '', language: '' } })
    expect(findPlatform(owner).language).toBeNull()
  })
})
