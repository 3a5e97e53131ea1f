import { describe, expect, it } from 'vitest'

import { waysOut } from '../../../../tv-app/src/story/leaving.ts'
import type { Step } from '../../../../tv-app/src/story/state.ts'
import { step } from '../../../../tv-app/src/story.ts'
import {
  atHome,
  bound,
  eliza,
  link,
  newLink,
  notBound,
  packaged,
  samsung,
  screens,
  stateOf,
  unreachable,
} from '../../story.states.ts'
import { does, hello, key, on, play, timer } from '../../story.steps.ts'
import { senzaSdk } from '../platform/senza-sdk.ts'
import { AGENTS, set } from '../platform/set.ts'

const BOX = {
  __firebolt: { endpoint: 'ws://127.0.0.1:9' },
  WebSocket: class {
    OPEN = 1
  },
}

/** Each platform as its own room knows it; the emulator is a browser's page in a frame. */
const PLATFORMS = {
  browser: set(AGENTS.desk).platform.habits,
  emulator: set(AGENTS.desk).platform.habits,
  senza: set(AGENTS.desk, { senza: senzaSdk().sdk, cefQuery() {} }).platform.habits,
  rdk: set(AGENTS.desk, BOX).platform.habits,
  webos: set(AGENTS.lg, { PalmSystem: {} }).platform.habits,
  fireTv: set(AGENTS.fireTv).platform.habits,
  tizen: set(AGENTS.samsung, { tizen: { application: {} } }).platform.habits,
}

/** What Back comes to, in a word. */
function outcome(before: string, { state, effects }: Step): string {
  const done = effects.map((effect) => effect.do)
  if (done.includes('leave')) return 'leaves the app'
  if (done.includes('goodbye')) return 'signs out at once'
  if (done.includes('cancelLink')) return 'closes the code'
  if (done.includes('requestLink')) return 'starts afresh'
  const { name } = state.screen
  if (name === 'match' && screens[before]?.name === 'match') {
    return state.screen === screens[before] ? 'nothing' : 'takes a digit back'
  }
  if (state.screen === screens[before]) return 'nothing'
  if (name === 'signing-out') return 'counts down'
  if (name === 'leaving' || name === 'exiting') return 'asks'
  if (name === 'booting') return 'starts over'
  if (name === 'home') return state.screen.wantsOut ? 'waits for the network' : 'goes home'
  return name
}

/** Of the platforms that a column speaks for. */
const COLUMNS = [['browser', 'emulator'], ['senza', 'rdk'], ['webos', 'fireTv'], ['tizen']] as const

/** Screen → what Back does on the platforms of each column; one word where it is the same on all. */
const TABLE: Record<string, string | [string, string, string, string]> = {
  booting: ['nothing', 'leaves the app', 'leaves the app', 'leaves the app'],
  link: ['nothing', 'leaves the app', 'leaves the app', 'asks'],
  'link, the first under way': ['nothing', 'leaves the app', 'leaves the app', 'asks'],
  'link, asking': ['nothing', 'leaves the app', 'leaves the app', 'asks'],
  'link, waiting for OK': ['nothing', 'leaves the app', 'leaves the app', 'asks'],
  'link over home': 'closes the code',
  'link over home, under way': 'goes home',
  opened: 'starts afresh',
  'opened, claimed': 'starts afresh',
  'opened, asking': 'nothing',
  'opened over home': 'starts afresh',
  match: 'starts afresh',
  'match, two digits': 'takes a digit back',
  'match, sending': 'starts afresh',
  'match over home': 'starts afresh',
  welcome: 'signs out at once',
  'welcome at boot': 'goes home',
  home: ['counts down', 'counts down', 'asks', 'asks'],
  'home, fresh': 'signs out at once',
  'home, settling': 'nothing',
  leaving: 'goes home',
  'leaving, on sign out': 'goes home',
  exiting: 'starts over',
  'exiting from a code': 'link',
  'signing out': 'counts down',
  'signing out, asking': 'nothing',
  player: 'goes home',
  'player, paused': 'goes home',
  'player, seeking': 'goes home',
  offline: ['nothing', 'leaves the app', 'leaves the app', 'asks'],
  'offline with a code': ['nothing', 'leaves the app', 'leaves the app', 'asks'],
  problem: ['nothing', 'leaves the app', 'leaves the app', 'asks'],
}

describe('Back', () => {
  it.each(Object.entries(TABLE))('on %s', (name, said) => {
    for (const [column, platforms] of COLUMNS.entries()) {
      for (const platform of platforms) {
        const found = outcome(name, step(on(name, { habits: PLATFORMS[platform] }), key('back')))
        expect(found, platform).toBe(typeof said === 'string' ? said : said[column])
      }
    }
  })

  it('has a column for every platform there is', () => {
    expect(COLUMNS.flat().sort()).toEqual(Object.keys(PLATFORMS).sort())
  })

  it('is in the table for every screen there is', () => {
    const named = new Set(Object.keys(TABLE).map((name) => screens[name]?.name))
    expect(named).toEqual(new Set(Object.values(screens).map(({ name }) => name)))
  })

  it.each([
    ['unbind', 'counts down'],
    ['ask', 'asks'],
    ['exit', 'leaves the app'],
  ] as const)(
    'on home does what the operator wants before what the platform asks: %s',
    (backOnHome, done) => {
      const account = { ...eliza, backOnHome }
      for (const habits of [packaged, PLATFORMS.senza]) {
        const screen = atHome({ account })
        expect(outcome('home', step(stateOf(screen, { habits }), key('back')))).toBe(done)
      }
    },
  )

  it('on home leaves nothing where there is nowhere to go', () => {
    const screen = atHome({ account: { ...eliza, backOnHome: 'exit' } })
    expect(step(stateOf(screen), key('back')).effects).toEqual([])
  })

  it('on home learns from hello what the operator wants', () => {
    const { state } = step(on('home'), hello(bound({ back_on_home: 'ask' })))
    expect(step(state, key('back')).state.screen.name).toBe('leaving')
  })
})

describe('the way out', () => {
  it('begins with staying, and offers to leave only where there is anywhere to go', () => {
    expect(waysOut(on('home', { habits: packaged }))).toEqual(['stay', 'leave', 'signOut'])
    expect(waysOut(on('home'))).toEqual(['stay', 'signOut'])
    const asked = step(on('home', { habits: packaged }), key('back')).state
    expect(asked.screen).toMatchObject({ name: 'leaving', focus: 'stay' })
  })

  it('stays by OK on "stay", leaves the app signed in, and signs out without a further question', () => {
    const asked = step(on('home', { habits: packaged }), key('back')).state
    const stayed = step(asked, key('enter'))
    expect(stayed.state.screen.name).toBe('home')
    expect(does(stayed, 'leave')).toBe(false)
    const left = play(asked, key('down'), key('enter'))
    expect(does(left, 'leave')).toBe(true)
    expect(left.state.screen).toMatchObject({ name: 'home', account: eliza })
    const out = play(asked, key('down'), key('down'), key('down'), key('enter'))
    expect(out.effects).toContainEqual({ do: 'goodbye', binding: eliza.binding })
  })

  it('moves up and down and no further', () => {
    const asked = step(on('home', { habits: packaged }), key('back')).state
    expect(play(asked, key('up')).state).toEqual(asked)
    expect(play(asked, key('down'), key('up')).state).toEqual(asked)
  })
})

describe('the way out of an app that has to ask before it is left', () => {
  const asked = step(on('link', { habits: samsung }), key('back'))

  it('begins with staying, keeps the code, and leaves nothing by itself', () => {
    expect(asked.state.screen).toMatchObject({ name: 'exiting', link, focus: 'stay' })
    expect(waysOut(asked.state)).toEqual(['stay', 'leave'])
    expect(asked.effects).toEqual([])
  })

  it.each([[[key('enter')]], [[key('back')]]])(
    'shows the same code again to who stays, and asks what became of it',
    (events) => {
      const stayed = play(asked.state, ...events)
      expect(stayed.state.screen).toMatchObject({ name: 'link', link })
      expect(stayed.effects).toEqual([{ do: 'hello' }])
      const gone = step(stayed.state, hello(notBound('expired')))
      expect(does(gone, 'requestLink')).toBe(true)
    },
  )

  it('leaves the app by the word for it, and asks the platform for no further question', () => {
    const left = play(asked.state, key('down'), key('down'), key('enter'))
    expect(left.effects).toContainEqual({ do: 'leave', asked: true })
    expect(left.state.screen).toMatchObject({ name: 'link', link })
  })

  it.each(['opened', 'matching'] as const)(
    'is no longer the question once a phone has %s',
    (state) => {
      const name = step(asked.state, hello(notBound(state))).state.screen.name
      expect(name).toBe(state === 'opened' ? 'opened' : 'match')
      for (const other of ['pending', 'denied', 'expired', null] as const)
        expect(step(asked.state, hello(notBound(other))).state.screen.name).toBe('exiting')
    },
  )

  it('says welcome to whoever was approved meanwhile, who may undo it', () => {
    const { screen } = step(asked.state, hello(bound())).state
    expect(screen).toMatchObject({ name: 'welcome', fresh: true })
  })

  it('is put away with the code under it when nobody answers, for a new one', () => {
    const renewed = step(asked.state, timer('renew'))
    expect(renewed.state.screen).toMatchObject({ name: 'link', asking: true })
    expect(does(renewed, 'requestLink')).toBe(true)
  })

  it('goes on asking the server over a problem', () => {
    const over = step(on('problem', { habits: samsung }), key('back'))
    expect(over.state.screen).toMatchObject({ name: 'exiting', link: null })
    expect(does(step(over.state, timer('retry')), 'hello')).toBe(true)
  })

  it('keeps a code that came while it was asked, and shows it to who stays', () => {
    const under = step(on('link, the first under way', { habits: samsung }), key('back')).state
    const came = step(under, { type: 'link', outcome: newLink })
    expect(came.state.screen).toMatchObject({ name: 'exiting', link: newLink.link })
    expect([does(came, 'cancelLink'), does(came, 'listen')]).toEqual([false, true])
    const stayed = step(came.state, key('enter'))
    expect(stayed.state.screen).toMatchObject({ name: 'link', link: newLink.link })
  })
})

describe('Back while the server is away', () => {
  it.each(Object.entries(PLATFORMS))(
    'unbinds nothing on %s, and offers the way out when it is back',
    (_platform, habits) => {
      const waiting = step(on('home', { habits, reachable: false }), key('back'))
      expect(does(waiting, 'goodbye')).toBe(false)
      expect(waiting.state.screen).toMatchObject({ name: 'home', note: 'signOutLater' })
      const offered = play(waiting.state, timer('note'), hello(bound()))
      expect(offered.state.screen).toMatchObject({ name: 'leaving', focus: 'stay' })
      expect(does(play(offered.state, key('back')), 'goodbye')).toBe(false)
      expect(play(offered.state, key('back'), hello(bound())).state.screen.name).toBe('home')
    },
  )

  it.each([
    ['the countdown', 'signing out', Array.from({ length: 3 }, () => timer('screen'))],
    ['the word for it', 'leaving, on sign out', [key('enter')]],
  ])('unbinds nothing by %s either', (_way, name, events) => {
    const waiting = play(on(name, { reachable: false }), ...events)
    expect(does(waiting, 'goodbye')).toBe(false)
    expect(waiting.state.screen).toMatchObject({ name: 'home', note: 'signOutLater' })
    expect(step(waiting.state, hello(bound())).state.screen.name).toBe('leaving')
  })

  it('is made up for where the goodbye was under way when the server went', () => {
    const failed = play(on('signing out, asking'), { type: 'goodbye', done: false })
    const away = step(failed.state, hello(unreachable))
    expect(away.state.screen).toMatchObject({ name: 'home', note: 'signOutLater' })
    expect(step(away.state, hello(bound())).state.screen.name).toBe('leaving')
    expect(step(failed.state, hello(bound())).state.screen).toMatchObject({
      name: 'home',
      note: 'goodbyeFailed',
    })
  })

  it('is forgotten once something else was done', () => {
    const waiting = step(on('home', { reachable: false }), key('back')).state
    const title = { id: 'a', title: 'A', description: '', color: '#000000', poster: null }
    const { state } = play(waiting, { type: 'choose', title }, key('back'), hello(bound()))
    expect(state.screen.name).toBe('home')
  })
})
