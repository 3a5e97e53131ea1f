import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { oneBrowser } from '../support/browser.ts'
import { newerThanChrome, type Place } from '../support/older-chrome.ts'
import { Phone } from '../support/phone.ts'
import { type Settings, startServer } from '../support/server.ts'
import { readQr, shoot, standStill } from './screens.ts'
import { ELIZA, packaged, type TvSet, turnOn, WITHOUT_WEBCRYPTO } from './tv-sets.ts'

/** webOS 4 of 2018. */
const NEWER = newerThanChrome(53)

/** Well-known symbols cannot be taken from a page, by the language's own rules. */
const CANNOT_GO = /^Symbol\./

/** Far more than a few: if the data changed their form, nothing would be taken and the test would say nothing. */
const MANY = 500

const browser = oneBrowser(['--host-resolver-rules=MAP tv.lan 127.0.0.1'])

/** Turned on, linked, at home, playing and signed out again, as a household has it. */
async function live(set: TvSet, address: string, server: string, name: string): Promise<void> {
  await set.page.goto(address, { waitUntil: 'commit' })
  await set.reaches('link')
  const qr = await readQr(set.page, `old-set-${name}`)
  const handle = new URL(qr).hash.slice(1)
  await set.ask(standStill('screen'))
  expect((await new Phone(server).approve(handle, ELIZA)).status).toBe(200)
  await set.reaches('welcome')
  await set.ask('goOn()')
  await set.reaches('home')
  await expect
    .poll(async () => {
      if ((await set.screen()) === 'home') await set.page.keyboard.press('Enter')
      return set.ask<boolean>(
        "!!document.querySelector('video') && document.querySelector('video').currentTime > 0",
      )
    })
    .toBe(true)
  await shoot(set.page, `old-set-${name}-playing`)
  await expect
    .poll(async () => {
      if ((await set.screen()) !== 'link') await set.page.keyboard.press('Escape')
      return set.screen()
    })
    .toBe('link')
  expect(await readQr(set.page, `old-set-${name}-again`, qr)).not.toBe(qr)
  expect(set.broken).toEqual([])
}

async function oldSet(of: Browser, missing: readonly Place[]): Promise<TvSet> {
  return turnOn(of, { missing: [...NEWER, ...missing], oldPatterns: true })
}

describe('a set of 2018, to which everything is missing that Chrome 53 does not have', () => {
  it('is imitated by taking away hundreds of things', async () => {
    const set = await oldSet(browser(), [])
    await set.page.goto('data:text/html,<p>old</p>')
    expect(await set.ask<number>('tookAway')).toBeGreaterThan(MANY)
    const still = await set.ask<string[]>('stillThere')
    expect(still.filter((one) => !CANNOT_GO.test(one))).toEqual([])
    expect(
      await set.ask<boolean[]>(
        "[typeof AbortController, typeof BigInt, typeof Object.values, typeof [].flat, typeof globalThis].map(function (type) { return type === 'undefined' })",
      ),
    ).toEqual([true, true, true, true, true])
  })

  it.each([
    ['properties of letters', String.raw`^[\p{L}]$`, 'u'],
    ['looking behind', '(?<=a)b', ''],
    ['names for groups', '(?<year>[0-9]{4})', ''],
    ['a dot that is any character', 'a.b', 's'],
  ])('breaks on patterns with %s', async (_what, pattern, flags) => {
    const set = await oldSet(browser(), [])
    await set.page.goto('data:text/html,<p>old</p>')
    const made = (call: string) =>
      set.ask(
        `(function () { try { return String(${call}) } catch (broken) { return broken.name } })()`,
      )
    const args = `(${JSON.stringify(pattern)}, ${JSON.stringify(flags)})`
    expect(await made(`RegExp${args}`)).toBe('SyntaxError')
    expect(await made(`new RegExp${args}`)).toBe('SyntaxError')
    expect(await made('new RegExp("^[a-z\\\\p{]+$", "i")')).toBe(String.raw`/^[a-z\p{]+$/i`)
  })

  const { rails } = JSON.parse(
    readFileSync(new URL('../../config.json', import.meta.url), 'utf8'),
  ) as Settings
  const SETTINGS = { rails, tv: { goodbyeSeconds: 0 }, link: { intervalSeconds: 1 } }

  it.each([
    ['its app comes by http', 'localhost'],
    ['its app comes by http from another machine, without WebCrypto', 'tv.lan'],
  ])('links, plays and signs out: %s', async (_what, host) => {
    const server = await startServer(SETTINGS, { pages: true })
    const set = await oldSet(browser(), [])
    await live(set, `http://${host}:${server.port}/tv/`, server.url, host)
  })

  it.each([
    ['its app lies on the set', 'file', []],
    ['its app lies on the set, without WebCrypto', 'file-plain', [WITHOUT_WEBCRYPTO]],
  ])('links, plays and signs out: %s', async (_what, name, missing) => {
    const server = await startServer(SETTINGS, { pages: true })
    const set = await oldSet(browser(), missing)
    await live(set, await packaged(`http://localhost:${server.port}`), server.url, name)
  })
})
