import type { Browser, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { oneBrowser } from '../support/browser.ts'
import { startServer } from '../support/server.ts'
import { ACROSS_THE_ROOM, type Camera, seenBy } from './from-afar.ts'
import { decoded, readQr, until } from './screens.ts'

const browser = oneBrowser()

const SETS = [
  { width: 1280, height: 720 },
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
]

const plain: Camera = { ...ACROSS_THE_ROOM, degrees: 0, blur: 0 }
const CAMERAS: Record<string, Camera> = {
  'across the room': plain,
  'held askew': { ...plain, degrees: 10 },
  'out of focus': { ...plain, blur: 1 },
  'askew and out of focus': { ...plain, degrees: 10, blur: 1 },
}

async function openTv(within: Browser, url: string, viewport: { width: number; height: number }) {
  const context = await within.newContext({ viewport })
  const tv = await context.newPage()
  await tv.goto(`${url}/tv/`)
  await until(tv, 'link')
  return tv
}

/** A page of nothing, to work on pictures. */
async function blankPage(within: Browser): Promise<Page> {
  return (await within.newContext()).newPage()
}

describe.each(SETS)('the code on a set of $width × $height', (viewport) => {
  it('is read by two decoders, from close and from across the room, askew and out of focus', async () => {
    const server = await startServer({}, { pages: true })
    const tv = await openTv(browser(), server.url, viewport)
    const name = `tv-link-${viewport.width}`
    const qr = await readQr(tv, name)
    expect(qr).toMatch(/^http:\/\/[^/]+\/L#[0-9A-Z]{26}$/)
    const screenshot = await tv.screenshot()
    const blank = await blankPage(browser())
    for (const [how, camera] of Object.entries(CAMERAS)) {
      const seen = await seenBy(blank, screenshot, camera, `${name}-${how.replaceAll(' ', '-')}`)
      expect(decoded(seen), how).toEqual([qr, qr])
    }
    await tv.context().close()
    await blank.context().close()
  })
})
