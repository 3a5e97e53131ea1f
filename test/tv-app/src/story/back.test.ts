import { describe, expect, it } from 'vitest'

import type { Habits } from '../../../../tv-app/src/story/habits.ts'
import { waysOut } from '../../../../tv-app/src/story/home.ts'
import type { Step } from '../../../../tv-app/src/story/state.ts'
import { step } from '../../../../tv-app/src/story.ts'
import {
  atHome,
  bound,
  browser,
  eliza,
  packaged,
  screens,
  stateOf,
  unreachable,
} from '../../story.states.ts'
import { does, hello, key, on, play, timer } from '../../story.steps.ts'

/** A set-top box, whose apps are left by Back but which asks nothing of them. */
const box: Habits = { backOnHome: 'unbind', canLeave: true }

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
  if (name === 'leaving') return 'asks'
  if (name === 'home') return state.screen.wantsOut ? 'waits for the network' : 'goes home'
  return name
}

/** Screen → browser and emulator, packages of Tizen, webOS and Fire TV, set-top box. */
const TABLE: Record<string, [inBrowser: string, inPackage: string, onBox: string]> = {
  booting: ['nothing', 'leaves the app', 'leaves the app'],
  link: ['nothing', 'leaves the app', 'leaves the app'],
  'link, the first under way': ['nothing', 'leaves the app', 'leaves the app'],
  'link, asking': ['nothing', 'leaves the app', 'leaves the app'],
  'link, waiting for OK': ['nothing', 'leaves the app', 'leaves the app'],
  'link over home': ['closes the code', 'closes the code', 'closes the code'],
  'link over home, under way': ['goes home', 'goes home', 'goes home'],
  opened: ['starts afresh', 'starts afresh', 'starts afresh'],
  'opened, claimed': ['starts afresh', 'starts afresh', 'starts afresh'],
  'opened, asking': ['nothing', 'nothing', 'nothing'],
  'opened over home': ['starts afresh', 'starts afresh', 'starts afresh'],
  match: ['starts afresh', 'starts afresh', 'starts afresh'],
  'match, two digits': ['takes a digit back', 'takes a digit back', 'takes a digit back'],
  'match, sending': ['starts afresh', 'starts afresh', 'starts afresh'],
  'match over home': ['starts afresh', 'starts afresh', 'starts afresh'],
  welcome: ['signs out at once', 'signs out at once', 'signs out at once'],
  'welcome at boot': ['goes home', 'goes home', 'goes home'],
  home: ['counts down', 'asks', 'counts down'],
  'home, fresh': ['signs out at once', 'signs out at once', 'signs out at once'],
  'home, settling': ['nothing', 'nothing', 'nothing'],
  leaving: ['goes home', 'goes home', 'goes home'],
  'leaving, on sign out': ['goes home', 'goes home', 'goes home'],
  'signing out': ['counts down', 'counts down', 'counts down'],
  'signing out, asking': ['nothing', 'nothing', 'nothing'],
  player: ['goes home', 'goes home', 'goes home'],
  'player, paused': ['goes home', 'goes home', 'goes home'],
  'player, seeking': ['goes home', 'goes home', 'goes home'],
  offline: ['nothing', 'leaves the app', 'leaves the app'],
  'offline with a code': ['nothing', 'leaves the app', 'leaves the app'],
  problem: ['nothing', 'leaves the app', 'leaves the app'],
}

describe('Back', () => {
  it.each(Object.entries(TABLE))('on %s', (name, expected) => {
    const found = [browser, packaged, box].map((habits) =>
      outcome(name, step(on(name, { habits }), key('back'))),
    )
    expect(found).toEqual(expected)
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
      for (const habits of [packaged, box]) {
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

describe('Back while the server is away', () => {
  it.each([browser, packaged, box])(
    'unbinds nothing, and offers the way out when it is back',
    (habits) => {
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
