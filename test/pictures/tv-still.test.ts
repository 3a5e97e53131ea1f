import type { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'

import type { Screen } from '../../tv-app/src/story/screen.ts'
import { COLOR } from '../../tv-app/src/theme.ts'
import { oneBrowser } from '../support/browser.ts'
import { PICTURES } from '../support/looks.ts'
import { startServer } from '../support/server.ts'
import { code, eliza, link, matching, opened, packaged, stateOf } from '../tv-app/story.states.ts'
import { decoded } from './screens.ts'
import { partAt, partsOf } from './tv-parts.ts'
import { openStage, type Stage } from './tv-stage.ts'

const browser = oneBrowser()

const offline: Screen = { name: 'offline', link, renewals: 0 }
const problem: Screen = { name: 'problem', reason: 'busy', code: '503 too_many', due: false }
const leaving: Extract<Screen, { name: 'leaving' }> = {
  name: 'leaving',
  account: eliza,
  focus: 'stay',
}
const preparing = code({ link: null, asking: true })
const press = code({ link: null, renewals: 6 })

/** A stage whose clock only goes on when it is told to. */
async function stageIn(lang: string): Promise<Stage> {
  const server = await startServer({}, { pages: true })
  const stage = await openStage(browser(), server.url, lang, {
    before: (page) => page.clock.install({ time: 0 }),
  })
  await stage.page.clock.pauseAt(120_000)
  return stage
}

/** Puts the clock forward at once, and draws what has come of it. */
async function later(stage: Stage, milliseconds: number): Promise<void> {
  await stage.page.clock.fastForward(milliseconds)
  await stage.page.clock.runFor(120)
}

async function shown(stage: Stage, screen: Screen): Promise<void> {
  await stage.page.evaluate(
    (state) => {
      const { couchlink } = window as unknown as {
        couchlink: { play: { take(step: object): void } }
      }
      couchlink.play.take({ state, effects: [] })
    },
    stateOf(screen, { habits: packaged }),
  )
  await later(stage, 200)
  await later(stage, 1000)
}

/** Of 256 places over the whole picture, how many have another colour. */
function changed(one: PNG, other: PNG): number {
  let count = 0
  for (let place = 0; place < 256; place += 1) {
    const x = Math.floor(((place % 16) + 0.5) * (one.width / 16))
    const y = Math.floor((Math.floor(place / 16) + 0.5) * (one.height / 16))
    const at = (y * one.width + x) * 4
    if (!one.data.subarray(at, at + 3).equals(other.data.subarray(at, at + 3))) count += 1
  }
  return count
}

describe.each(['en', 'ar'])('from one state to the next, in %s', (lang) => {
  it('nothing jumps', async () => {
    const stage = await stageIn(lang)
    const way = { preparing, link: code(), opened: opened(), match: matching() }
    const more = { back: code({ asking: true }), offline, again: code(), problem, press }
    const places: Record<string, Set<string>> = {}
    for (const [name, screen] of Object.entries({ ...way, ...more })) {
      await shown(stage, screen)
      const parts = await partsOf(stage.page)
      const moving = parts.find(({ path }) => /(Link|Message)\.Moving$/.test(path))
      expect(moving, name).toBeDefined()
      for (const part of ['Brand', 'Detail', 'Small', 'Card', 'Code']) {
        const found = partAt(parts, part)
        if (!found || !moving) continue
        // What drifts does so together, and words begin where reading begins.
        const edge = lang === 'ar' ? found.x + found.width : found.x
        const place = `${edge - moving.x} ${found.y - moving.y}`
        places[part] = (places[part] ?? new Set()).add(place)
      }
    }
    const found = Object.entries(places).map(([part, all]) => [part, [...all]])
    expect(found).toEqual(found.map(([part]) => [part, [expect.any(String)]]))
    expect(Object.keys(places).sort()).toEqual(['Brand', 'Card', 'Code', 'Detail', 'Small'])
  })
})

describe('a screen that nobody touches', () => {
  const still: Record<string, Screen> = {
    link: code(),
    opened: opened({ claimedBy: 'E…' }),
    offline,
    'waiting for OK': press,
    problem,
    match: matching({ endsInSeconds: 300 }),
    'link over home': code({ over: eliza }),
    leaving,
  }

  it.each(Object.entries(still))(
    'has nothing that stands still for two minutes, and its code stays sharp: %s',
    async (name, screen) => {
      const stage = await stageIn('en')
      await shown(stage, screen)
      const picture = `tv-still-${name.replaceAll(' ', '-')}`
      const first = await stage.picture(picture)
      const before = await stage.texts()
      expect(before.length).toBeGreaterThan(2)
      const qr = decoded(`${PICTURES}/${picture}.png`)
      const hasCode = 'link' in screen && screen.link !== null && screen.name !== 'match'
      expect(qr).toEqual(hasCode ? [link.qr, link.qr] : ['', ''])
      for (let third = 0; third < 3; third += 1) {
        await later(stage, 40_000)
        const next = await stage.picture(picture)
        expect(decoded(`${PICTURES}/${picture}.png`)).toEqual(qr)
        // What stands on the ground moves by too little to be counted here: the ground itself has changed.
        expect(changed(first, next)).toBeGreaterThan(40)
      }
      const after = await stage.texts()
      const stood = before.filter(({ words, left, top }) =>
        after.some((one) => one.words === words && one.left === left && one.top === top),
      )
      expect(stood.map(({ words }) => words)).toEqual([])
    },
  )

  it('lets the loop that draws rest nearly all the time', async () => {
    const stage = await stageIn('en')
    await shown(stage, code())
    await stage.page.evaluate(() => {
      const owner = window as unknown as { framesAsked: number }
      owner.framesAsked = 0
      const original = window.requestAnimationFrame
      window.requestAnimationFrame = (run) => {
        owner.framesAsked += 1
        return original(run)
      }
    })
    await stage.page.clock.runFor(20_000)
    const asked = await stage.page.evaluate(
      () => (window as unknown as { framesAsked: number }).framesAsked,
    )
    // Sixty a second would be 1200. Each of five steps costs one, and the loop waits 30 more for another.
    expect(asked).toBeLessThanOrEqual(6 * 32)
    expect(asked).toBeGreaterThan(0)
  })
})

describe('what OK presses', () => {
  it('shows at once, and nothing else looks like it', async () => {
    const stage = await stageIn('en')
    const pressed: [Screen, string][] = [
      [matching(), 'Pad.Key5.Ground'],
      [offline, 'Button.Ok.Ground'],
      [problem, 'Button.Ground'],
      [leaving, 'Stay.Ground'],
      [{ ...leaving, focus: 'signOut' }, 'SignOut.Ground'],
      [press, 'Card.Edge'],
    ]
    for (const [screen, focused] of pressed) {
      await shown(stage, screen)
      const lit = (await partsOf(stage.page)).filter(
        ({ path, color }) =>
          /(Link|Message|Leaving)\..*(Ground|Edge)$/.test(path) && color === COLOR.accent,
      )
      const paths = lit.map(({ path }) => path)
      expect(paths, screen.name).toEqual([expect.stringMatching(new RegExp(`${focused}$`))])
    }
  })
})

describe('the time of a code', () => {
  it('shows only near its end, and runs down by itself', async () => {
    const stage = await stageIn('en')
    const ends = async () =>
      (await stage.texts()).flatMap(({ words }) => /good for (\d+)/.exec(words)?.[1] ?? [])
    await shown(stage, code())
    expect(await ends()).toEqual([])
    const near = code({ endsInSeconds: 42 })
    await shown(stage, near)
    await stage.page.clock.runFor(8_000)
    // Something else happens, and the state still says what it said.
    await shown(stage, { ...near, renewals: 1 })
    const [seconds] = await ends()
    expect(Number(seconds)).toBeGreaterThanOrEqual(30)
    expect(Number(seconds)).toBeLessThanOrEqual(34)
    await shown(stage, code({ note: 'renewed' }))
    expect(await ends()).toEqual([])
  })
})
