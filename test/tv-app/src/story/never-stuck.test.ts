import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { LinkState } from '#contract/link'
import { accountOf, isOnCode } from '../../../../tv-app/src/story/screen.ts'
import type { Effect, State, Step, StoryEvent } from '../../../../tv-app/src/story/state.ts'
import { begin, step } from '../../../../tv-app/src/story.ts'
import {
  bound,
  browser,
  busy,
  eliza,
  events,
  link,
  newLink,
  notBound,
  packaged,
  rails,
  refused,
  samsung,
  status,
  title,
  unreachable,
} from '../../story.states.ts'

/** A TV, the timers that run in it, and what it has asked for and not heard yet. */
interface Tv {
  state: State
  timers: Set<string>
  asked: Map<Effect['do'], Effect>
  /** How many codes it has had. */
  codes: number
}

const ASKS: readonly Effect['do'][] = ['hello', 'requestLink', 'goodbye', 'answerMatch', 'media']
const LINK_STATES: LinkState[] = ['pending', 'opened', 'matching', 'denied', 'expired']
const ada = bound({ binding: 'DDDDDDDDDDDDDDDDDDDDDD', name: 'Ada' })

function after(tv: Tv, { state, effects }: Step): Tv {
  const timers = new Set(tv.timers)
  const asked = new Map(tv.asked)
  for (const effect of effects) {
    if (effect.do === 'timer') timers.add(effect.name)
    else if (effect.do === 'stop') timers.delete(effect.name)
    else if (ASKS.includes(effect.do) || effect.do === 'catalogue') asked.set(effect.do, effect)
  }
  return { state, timers, asked, codes: tv.codes }
}

/** What may be heard now: answers only to what was asked, timers only where they run, people and networks always. */
function possible(tv: Tv): StoryEvent[] {
  const people = events.filter(({ type }) =>
    ['key', 'nudge', 'wake', 'line', 'choose', 'switchAccount', 'video', 'focus'].includes(type),
  )
  const timers = [...tv.timers].map((name) => ({ type: 'timer', name }) as StoryEvent)
  // Answers and timers are few, so each stands there often enough to be drawn.
  const own = [...[...tv.asked.values()].flatMap((ask) => answersTo(ask, tv)), ...timers]
  return [...own, ...own, ...own, ...people]
}

function answersTo(ask: Effect, { state, codes }: Tv): StoryEvent[] {
  const shown = 'link' in state.screen && state.screen.link ? state.screen.link.id : link.id
  switch (ask.do) {
    case 'hello':
      return [
        bound(),
        ada,
        ...LINK_STATES.map((one) => bound({ link: status(one, { id: shown }) })),
        notBound(null),
        ...LINK_STATES.map((one) => notBound(one, shown, { expires_in: 40 })),
        unreachable,
        refused,
      ].map((outcome) => ({ type: 'hello', outcome }))
    case 'requestLink': {
      const next = { ...newLink, link: { ...link, id: `code ${codes}` } }
      const outcomes = [next, unreachable, refused, busy, { kind: 'forged' as const }]
      return outcomes.map((outcome) => ({ type: 'link', outcome }))
    }
    case 'goodbye':
      return [true, false].map((done) => ({ type: 'goodbye', done }))
    case 'answerMatch': {
      const outcomes = [{ kind: 'right' }, { kind: 'missed' }, { kind: 'gone' }, unreachable]
      const { linkId } = ask
      return outcomes.map((outcome) => ({ type: 'match', linkId, outcome }) as StoryEvent)
    }
    case 'catalogue':
      return [{ kind: 'catalogue', rails } as const, unreachable, busy].map((outcome) => ({
        type: 'catalogue',
        outcome,
      }))
    case 'media': {
      const { titleId } = ask
      const heard = events.filter((event) => event.type === 'media' && event.titleId === title.id)
      return heard.map((event) => ({ ...event, titleId }) as StoryEvent)
    }
    default:
      return []
  }
}

const ANSWERS: Partial<Record<StoryEvent['type'], Effect['do']>> = {
  hello: 'hello',
  link: 'requestLink',
  goodbye: 'goodbye',
  match: 'answerMatch',
  catalogue: 'catalogue',
  media: 'media',
}

function happens(tv: Tv, event: StoryEvent): Tv {
  const asked = new Map(tv.asked)
  const timers = new Set(tv.timers)
  const answered = ANSWERS[event.type]
  if (answered) asked.delete(answered)
  if (event.type === 'timer') timers.delete(event.name)
  const codes = tv.codes + (event.type === 'link' ? 1 : 0)
  return after({ ...tv, asked, timers, codes }, step(tv.state, event))
}

/** What this TV would wait for in vain. */
function waitsForNothing({ state, timers, asked }: Tv): string[] {
  const { screen } = state
  const faults: string[] = []
  const needs = (isNeeded: boolean, isThere: boolean, what: string) =>
    isNeeded && !isThere && faults.push(`${screen.name}: ${what}`)
  const isAsking = 'asking' in screen && screen.asking
  const runs = (name: string) => timers.has(name)
  const goesOn = ['hello', 'requestLink', 'goodbye', 'answerMatch'].some((one) =>
    asked.has(one as Effect['do']),
  )
  needs(true, goesOn || runs('hello') || runs('retry'), 'asks nothing any more')
  needs(isOnCode(screen) && isAsking, asked.has('requestLink'), 'no code was asked for')
  if (screen.name === 'link') {
    const isKnown = screen.link !== null && !isAsking && state.reachable
    needs(isKnown, runs('renew') || asked.has('hello'), 'the code is never renewed')
    needs(screen.note !== null && !isAsking, runs('note'), 'the note stays for ever')
  }
  if (screen.name === 'match')
    needs(screen.answer === 'sending' && !isAsking, asked.has('answerMatch'), 'nothing was sent')
  if (screen.name === 'signing-out')
    needs(true, isAsking ? asked.has('goodbye') : runs('screen'), 'does not go on')
  if (screen.name === 'welcome') needs(true, runs('screen'), 'greets for ever')
  if (screen.name === 'home') {
    needs(screen.note !== null, runs('note'), 'the note stays for ever')
    needs(screen.fresh, runs('fresh'), 'is fresh for ever')
    needs(screen.settling, runs('settle'), 'settles for ever')
  }
  const isAnybodys = accountOf(screen) !== null && state.reachable
  needs(isAnybodys, asked.has('catalogue') || runs('catalogue'), 'never hears of new titles')
  if (screen.name === 'player') {
    needs(screen.media === null, asked.has('media'), 'no video')
    needs(screen.seeking !== null, runs('seek'), 'never jumps')
    const isIdle = !screen.paused && screen.seeking === null
    needs(screen.controls && isIdle, runs('controls'), 'the time line stays for ever')
  }
  return faults
}

describe('whatever happens, in whatever order', () => {
  it.each([
    ['a TV of nobody’s', null, browser],
    ['a TV of Eliza’s', eliza, browser],
    ['a package of a store', eliza, packaged],
    ['one that asks first', null, samsung],
  ])('%s never waits for what does not come', (_tv, remembered, habits) => {
    const first = begin(remembered, habits)
    const start = after(
      { state: first.state, timers: new Set(), asked: new Map(), codes: 0 },
      first,
    )
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 40, maxLength: 80 }), (choices) => {
        let tv = start
        const story: string[] = []
        for (const choice of choices) {
          const events = possible(tv)
          const event = events[choice % events.length]
          if (!event) continue
          tv = happens(tv, event)
          story.push(`${JSON.stringify(event)} → ${tv.state.screen.name}`)
          const faults = waitsForNothing(tv)
          if (faults.length > 0) expect.fail([...story, ...faults].join('\n'))
        }
      }),
      { numRuns: 400 },
    )
  })
})
