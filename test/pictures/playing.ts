import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'

import { LINE } from '../../tv-app/src/screens/player/time-line.ts'
import type { PlayerScreen, Screen } from '../../tv-app/src/story/screen.ts'
import { Phone } from '../support/phone.ts'
import {
  accounts,
  movableClock,
  passwordOf,
  type Settings,
  startServer,
  temporaryFolder,
} from '../support/server.ts'
import { makeWire } from '../support/wire.ts'
import { until } from './screens.ts'

const OURS = new URL('../../tv-app/media', import.meta.url).pathname
const DORA = { username: 'dora', password: passwordOf('dora') }

const CAPTIONS = [
  { lang: 'en', label: 'English', url: 'clip/en.vtt' },
  { lang: 'ar', label: 'العربية', url: 'clip/ar.vtt' },
]

/** What the server of these tests has to watch, by the title's id. */
const VIDEOS = {
  clip: { video: 'clip/clip.mp4', captions: CAPTIONS },
  tide: {
    video: 'tide/index.m3u8',
    captions: [{ lang: 'de', label: 'Deutsch', url: 'tide/de.vtt' }],
  },
  long: { video: 'long/index.m3u8' },
  broken: { video: 'broken/broken.mp4' },
  'broken-list': { video: 'broken/broken.m3u8' },
  missing: { video: 'broken/missing.mp4' },
  torn: { video: 'torn/index.m3u8' },
  wordless: {
    video: 'clip/clip.mp4',
    captions: [{ lang: 'en', label: 'English', url: 'clip/none.vtt' }, ...CAPTIONS.slice(1)],
  },
} as const
export type TitleId = keyof typeof VIDEOS

/** A real server with films of our own and broken ones, and a TV of Dora's on its home screen. */
export async function dorasTv(
  browser: Browser,
  options: {
    settings?: Settings
    /** Before the page's own scripts. */
    before?: (context: BrowserContext) => Promise<unknown>
    query?: string
  } = {},
) {
  const clock = movableClock()
  // Known before the server is, so that its notices come from where the TV has its page.
  const wire = await makeWire()
  const url = `http://localhost:${wire.port}`
  const server = await startServer(
    {
      publicUrl: url,
      accounts: await accounts('dora'),
      rails: [{ id: 'all', name: 'All', titles: titles() }],
      ...options.settings,
      watch: { mediaDir: mediaFolder(), ...(options.settings?.['watch'] ?? {}) },
    },
    { pages: true, clock },
  )
  wire.leadTo(server.port)
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
  // A stage that nobody looks at any more still draws, and on a machine without a graphics chip that is felt.
  onTestFinished(() => context.close())
  await options.before?.(context)
  const tv = await context.newPage()
  const faults: string[] = []
  tv.on('pageerror', (error) => faults.push(error.stack ?? error.message))
  await tv.goto(`${url}/tv/${options.query ?? ''}`)
  const phone = new Phone(url)
  await bind(tv, phone)
  return { server, clock, tv, phone, context, faults }
}

export async function bind(tv: Page, phone: Phone): Promise<void> {
  await expect.poll(() => linkQr(tv)).not.toBe('')
  const handle = new URL(await linkQr(tv)).hash.slice(1)
  await phone.open(handle)
  expect((await phone.approve(handle, DORA)).body).toEqual({ status: 'authorized' })
  // The welcome goes by itself after a while, and on the home screen OK would choose a title.
  await tv.waitForFunction(() => {
    type Play = { state: { screen: { name: string } }; dispatch(event: object): void }
    const { play } = (window as unknown as { couchlink: { play: Play } }).couchlink
    if (play.state.screen.name === 'welcome')
      play.dispatch({ type: 'key', key: 'enter', repeat: false })
    return play.state.screen.name === 'home'
  })
}

async function linkQr(tv: Page): Promise<string> {
  const screen = await told(tv)
  return 'link' in screen ? (screen.link?.qr ?? '') : ''
}

/** What the story of the TV's page says of its screen. */
export function told(tv: Page): Promise<Screen> {
  return tv.evaluate(() => {
    const { couchlink } = window as unknown as { couchlink: { play: { state: object } } }
    return (couchlink.play.state as { screen: Screen }).screen
  })
}

/** The same, in the player. */
export async function watching(tv: Page): Promise<PlayerScreen> {
  const screen = await told(tv)
  if (screen.name !== 'player') throw new Error(`The TV is on "${screen.name}".`)
  return screen
}

/** From here on remembers every screen, since what is said for a while may be over before anybody asks. */
export async function watched(tv: Page): Promise<() => Promise<Screen[]>> {
  await tv.evaluate(() => {
    const owner = window as unknown as {
      seen: object[]
      couchlink: { play: { watch(watcher: (state: { screen: object }) => void): void } }
    }
    owner.seen = []
    owner.couchlink.play.watch(({ screen }) => owner.seen.push(screen))
  })
  return () => tv.evaluate(() => (window as unknown as { seen: object[] }).seen as Screen[])
}

/** Chooses this title on the home screen, as OK on its tile does. */
export async function choose(tv: Page, id: TitleId): Promise<void> {
  await until(tv, 'home')
  const screen = await tv.evaluate((titleId) => {
    type Play = { state: { screen: { name: string } }; dispatch(event: object): void }
    const { play } = (window as unknown as { couchlink: { play: Play } }).couchlink
    const title = { id: titleId, title: titleId, description: '', color: '#3D8BB4', poster: null }
    play.dispatch({ type: 'choose', title })
    return play.state.screen.name
  }, id)
  // Asked later, a video that cannot be played may be over.
  expect(screen).toBe('player')
}

/** Waits until the picture has moved past so many seconds. */
export async function playedTo(tv: Page, seconds: number, timeout = 30_000): Promise<void> {
  await expect.poll(async () => (await watching(tv)).at, { timeout }).toBeGreaterThan(seconds)
}

/**
 * Points at the middle of the time line and presses. It goes away by itself, so it is brought back until it was there; and
 * the video may begin anew where it is, or be over, before anybody has pressed.
 */
export async function jumpToMiddle(tv: Page): Promise<void> {
  await expect
    .poll(async () => {
      await tv.keyboard.press('0')
      await tv.mouse.click(LINE.x + LINE.width / 2, LINE.y + LINE.height / 2)
      const screen = await told(tv)
      return screen.name !== 'player' || screen.from.seconds > (screen.lengthSeconds ?? 0) / 3
    })
    .toBe(true)
}

/** A set that knows no playlists itself. */
export function withoutPlaylists(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    const { canPlayType } = HTMLMediaElement.prototype
    HTMLMediaElement.prototype.canPlayType = function (type) {
      return /mpegurl/i.test(type) ? '' : canPlayType.call(this, type)
    }
  })
}

/** A set that says it knows playlists, and then cannot play ours. */
export function boasting(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    const { prototype } = HTMLMediaElement
    const src = Object.getOwnPropertyDescriptor(prototype, 'src')
    if (!src?.set) throw new Error('This browser has no src.')
    const { set } = src
    Object.defineProperty(prototype, 'src', {
      ...src,
      set(this: HTMLMediaElement, url: string) {
        set.call(this, /\.m3u8$/.test(url) ? 'data:video/mp4,none' : url)
      },
    })
  })
}

function titles() {
  return Object.entries(VIDEOS).map(([id, video]) => ({
    id,
    title: id,
    color: '#3D8BB4',
    ...video,
  }))
}

function mediaFolder(): string {
  const folder = temporaryFolder()
  for (const name of ['clip', 'tide'])
    cpSync(join(OURS, name), join(folder, name), { recursive: true })
  cpSync(join(OURS, 'tide'), join(folder, 'long'), { recursive: true })
  const list = readFileSync(join(OURS, 'tide', 'index.m3u8'), 'utf8')
  writeFileSync(join(folder, 'long', 'index.m3u8'), manyTimes(list, 90))
  cpSync(join(OURS, 'tide'), join(folder, 'torn'), { recursive: true })
  rmSync(join(folder, 'torn', 'part-1.m4s'))
  cpSync(join(OURS, 'clip'), join(folder, 'broken'), { recursive: true })
  writeFileSync(join(folder, 'broken', 'broken.mp4'), 'This is no film.\n'.repeat(100))
  writeFileSync(join(folder, 'broken', 'broken.m3u8'), 'This is no playlist.\n'.repeat(100))
  return folder
}

/**
 * The same film over and over, as one. Each part has an address of its own: what a set has had it may show again without
 * asking anybody.
 */
function manyTimes(list: string, times: number): string {
  const [head = '', ...pieces] = list.replace('#EXT-X-ENDLIST\n', '').split(/(?=#EXTINF)/)
  const rounds = Array.from({ length: times }, (_, round) =>
    pieces.join('').replace(/\.m4s$/gm, `.m4s?${round}`),
  )
  return `${head}${rounds.join('#EXT-X-DISCONTINUITY\n')}#EXT-X-ENDLIST\n`
}
