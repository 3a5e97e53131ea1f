import { describe, expect, it } from 'vitest'

import type { State, StoryEvent } from '../../tv-app/src/story/state.ts'
import { oneBrowser } from '../support/browser.ts'
import { startServer } from '../support/server.ts'
import { packaged, rails, screens, stateOf } from '../tv-app/story.states.ts'
import { openStage, type Stage } from './tv-stage.ts'

const browser = oneBrowser()

const OK: StoryEvent = { type: 'key', key: 'enter', repeat: false }

/** Screen, the words that are pointed at, and what the story hears of the pointer's rest and of its click. */
const POINTED: [screen: string, words: string, rest: StoryEvent[], click: StoryEvent[]][] = [
  ['link, waiting for OK', 'Press OK', [], [OK]],
  ['offline', 'OK tries now', [], [OK]],
  ['problem', 'OK tries now', [], [OK]],
  ['match', '7', [focus('7')], [focus('7'), { type: 'key', key: '7', repeat: false }]],
  ['leaving', 'Sign Eliza out', [focus('signOut')], [focus('signOut'), OK]],
  ['leaving', 'Exit', [focus('leave')], [focus('leave'), OK]],
  ['exiting', 'Exit', [focus('leave')], [focus('leave'), OK]],
  ['leaving', 'Leave, or stay?', [], []],
  ['signing out', 'any other key to stay', [], [OK]],
  ['welcome', 'Eliza', [], [OK]],
  ['home', 'Switch account', [], [{ type: 'switchAccount' }]],
  ['link', 'WDJB-MJHT', [], []],
]

function focus(on: '7' | 'leave' | 'signOut'): StoryEvent {
  return { type: 'focus', on }
}

/** Lightning's inspector lies over the picture and would take what is meant for it. */
function letThrough({ page }: Stage): Promise<void> {
  return page.evaluate(() => {
    for (const layer of document.querySelectorAll<HTMLElement>('body > div'))
      layer.style.pointerEvents = 'none'
  })
}

/** Every event that a pointer can be the cause of. The app's timers go on by themselves and tell nothing of it. */
const POINTING: StoryEvent['type'][] = ['key', 'focus', 'choose', 'switchAccount', 'seekTo']

/** What the story hears of the pointer from now on. */
function hearing({ page }: Stage): Promise<void> {
  return page.evaluate((pointing) => {
    const owner = window as unknown as {
      heard: unknown[]
      couchlink: { play: { dispatch(event: StoryEvent): void } }
    }
    owner.heard = []
    owner.couchlink.play.dispatch = (event) => {
      if (pointing.indexOf(event.type) >= 0) owner.heard.push(event)
    }
  }, POINTING)
}

function heard({ page }: Stage): Promise<unknown[]> {
  return page.evaluate(() => (window as unknown as { heard: unknown[] }).heard)
}

/** Lets the frame in which a pointer's movement is told pass. */
function frame({ page }: Stage): Promise<void> {
  return page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => done())))
}

describe('a remote that points', () => {
  it('moves the focus to what it rests on, and presses what it clicks on', async () => {
    const server = await startServer({}, { pages: true })
    const stage = await openStage(browser(), server.url, 'en')
    await letThrough(stage)
    for (const [name, words, rest, click] of POINTED) {
      await stage.page.mouse.move(0, 0)
      const screen = screens[name]
      if (!screen) throw new Error(name)
      const state: State = { ...stateOf(screen, { habits: packaged }), rails }
      await stage.show(state)
      const texts = await stage.texts()
      const target = texts.find((text) => text.words.includes(words))
      if (!target) throw new Error(`${name}: ${texts.map((text) => text.words).join(' | ')}`)
      const [x, y] = [target.left + target.width / 2, target.top + target.height / 2]
      await hearing(stage)
      await stage.page.mouse.move(x, y)
      await frame(stage)
      expect(await heard(stage), name).toEqual(rest)
      await hearing(stage)
      await stage.page.mouse.click(x, y)
      await frame(stage)
      expect(await heard(stage), name).toEqual(click)
    }
  })
})
