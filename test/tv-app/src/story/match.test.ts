import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { MatchOutcome } from '../../../../tv-app/client/match.ts'
import type { Effect, Key, State, Step, StoryEvent } from '../../../../tv-app/src/story/state.ts'
import { step } from '../../../../tv-app/src/story.ts'
import {
  bound,
  busy,
  digits,
  eliza,
  events,
  link,
  matching,
  newLink,
  notBound,
  refused,
  screens,
  stateOf,
  unreachable,
} from '../../story.states.ts'
import { does, hello, key, on, play, timer, wait } from '../../story.steps.ts'

const answered = (outcome: MatchOutcome, linkId = link.id): StoryEvent => ({
  type: 'match',
  linkId,
  outcome,
})
const keys = (...pressed: Key[]): StoryEvent[] => pressed.map((one) => key(one))
const sent = ({ effects }: Step): string[] =>
  effects.flatMap((effect) => (effect.do === 'answerMatch' ? [effect.number] : []))
const typed = ({ screen }: State) => (screen.name === 'match' ? screen.typed : null)

describe('the pad', () => {
  it.each(['link', 'opened', 'opened, claimed', 'offline with a code'])(
    'comes on %s when hello says matching, empty, and names who is signing in',
    (name) => {
      const pad = step(on(name), hello(notBound('matching', link.id, { claimed_by: 'E…' })))
      expect(pad.state.screen).toMatchObject({
        name: 'match',
        link,
        claimedBy: 'E…',
        typed: '',
        focus: '5',
        note: null,
      })
      expect(pad.effects).toContainEqual({ do: 'stop', name: 'renew' })
      expect(sent(pad)).toEqual([])
    },
  )

  it('asks hello as on the code, and right after the match is over', () => {
    const in60 = hello(notBound('matching', link.id, { expires_in: 60 }))
    const in12 = hello(notBound('matching', link.id, { expires_in: 12 }))
    expect(wait(step(on('opened'), in60), 'hello')).toMatchObject({ toMs: 30_000 })
    expect(wait(step(on('opened'), in12), 'hello')).toMatchObject({ toMs: 13_000 })
    const without = step(on('opened', { line: false }), in60)
    expect(wait(without, 'hello')).toMatchObject({ toMs: 5000 })
    expect(wait(step(on('match'), { type: 'line', up: false }), 'hello')).toMatchObject({
      toMs: 5000,
    })
  })

  it('keeps what was typed through everything that is no key and no end', () => {
    const calm: StoryEvent[] = [
      hello(notBound('matching')),
      { type: 'nudge' },
      { type: 'wake' },
      { type: 'line', up: true },
      timer('renew'),
      timer('note'),
      hello(unreachable),
      hello(notBound('matching')),
    ]
    const { state } = play(on('match, two digits'), ...calm)
    expect(state.screen).toMatchObject({ name: 'match', typed: '47' })
  })

  it('is never renewed by itself', () => {
    for (const name of Object.keys(screens).filter((one) => screens[one]?.name === 'match')) {
      expect(step(on(name), timer('renew'))).toEqual({ state: on(name), effects: [] })
    }
  })
})

describe('on the pad', () => {
  it('number keys type, the focus goes along, and the third digit sends them at once', () => {
    const two = play(on('match'), ...keys('4', '7'))
    expect(two.state.screen).toMatchObject({ typed: '47', focus: '7', answer: 'typing' })
    expect(sent(two)).toEqual([])
    const three = step(two.state, key('2'))
    expect(three.state.screen).toMatchObject({ typed: '472', focus: '2', answer: 'sending' })
    expect(three.effects).toEqual([{ do: 'answerMatch', linkId: link.id, number: '472' }])
  })

  it('OK types the key in focus, also three times the same', () => {
    const result = play(on('match'), ...keys('up', 'enter', 'enter', 'enter'))
    expect(sent(result)).toEqual(['222'])
  })

  it('arrows reach every key, and stop at the edges', () => {
    const [left, up, down, right] = (['left', 'up', 'down', 'right'] as const).map((arrow) =>
      digits.map((focus) => {
        const { screen } = step(stateOf(matching({ focus })), key(arrow)).state
        return screen.name === 'match' ? screen.focus : ''
      }),
    )
    expect(left?.join('')).toBe('112445778')
    expect(right?.join('')).toBe('233566899')
    expect(up?.join('')).toBe('123123456')
    expect(down?.join('')).toBe('456789789')
  })

  it('a key that is held types nothing more, and moves nothing', () => {
    for (const pressed of [...digits, 'enter', 'back', 'left', 'up'] as const) {
      expect(step(on('match, two digits'), key(pressed, true)).effects).toEqual([])
      expect(step(on('match, two digits'), key(pressed, true)).state).toEqual(
        on('match, two digits'),
      )
    }
  })

  it('other keys mean nothing', () => {
    for (const pressed of ['play', 'other'] as const) {
      expect(step(on('match, one digit'), key(pressed))).toEqual({
        state: on('match, one digit'),
        effects: [],
      })
    }
  })

  it('Back takes the last digit away, and with none left it means "not me"', () => {
    const one = step(on('match, two digits'), key('back'))
    expect(one).toMatchObject({ state: { screen: { typed: '4' } }, effects: [] })
    const none = step(one.state, key('back'))
    expect(typed(none.state)).toBe('')
    expect(does(none, 'requestLink')).toBe(false)
    const notMe = step(none.state, key('back'))
    expect(does(notMe, 'requestLink')).toBe(true)
    expect(notMe.state.screen).toMatchObject({ name: 'match', asking: true, note: null })
    const fresh = step(notMe.state, { type: 'link', outcome: newLink })
    expect(fresh.state.screen).toMatchObject({ name: 'link', note: null, renewals: 0 })
  })

  it('no key counts while a new code is asked for', () => {
    for (const pressed of ['back', 'enter', '4', 'left'] as const) {
      expect(step(on('match, asking'), key(pressed))).toEqual({
        state: on('match, asking'),
        effects: [],
      })
    }
  })
})

describe('a number that was sent', () => {
  it.each(['match, sending', 'match, lost', 'match, heard'])(
    'is not followed by another: on "%s" only Back counts',
    (name) => {
      for (const pressed of [...digits, 'enter', 'left', 'play', 'other'] as const) {
        expect(step(on(name), key(pressed))).toEqual({ state: on(name), effects: [] })
      }
      const back = step(on(name), key('back'))
      expect(does(back, 'requestLink')).toBe(true)
      expect(back.state.screen).toMatchObject({ asking: true, typed: '', answer: 'typing' })
    },
  )

  it('and was right leads to hello, and from there to a fresh welcome', () => {
    const right = step(on('match, sending'), answered({ kind: 'right' }))
    expect(right.effects).toEqual([{ do: 'hello' }])
    expect(right.state.screen).toMatchObject({ name: 'match', answer: 'heard', typed: '472' })
    const welcome = step(right.state, hello(bound()))
    expect(welcome.state.screen).toEqual({ name: 'welcome', account: eliza, fresh: true })
  })

  it('and was wrong leads to a new code that says so for 15 s', () => {
    const missed = step(on('match, sending'), answered({ kind: 'missed' }))
    expect(missed.state.screen).toMatchObject({ name: 'match', asking: true, note: 'missed' })
    expect(does(missed, 'requestLink')).toBe(true)
    const fresh = step(missed.state, { type: 'link', outcome: newLink })
    expect(fresh.state.screen).toMatchObject({ name: 'link', note: 'missed' })
    expect(wait(fresh, 'note')).toMatchObject({ toMs: 15_000 })
  })

  it('and came too late leads to hello, which tells what it was', () => {
    const gone = step(on('match, sending'), answered({ kind: 'gone' }))
    expect(gone.effects).toEqual([{ do: 'hello' }])
    const ends: [StoryEvent, object][] = [
      [hello(bound()), { name: 'welcome' }],
      [hello(notBound('denied', link.id, { reason: 'match_missed' })), { note: 'missed' }],
      [hello(notBound('denied', link.id, { reason: 'not_my_tv' })), { note: 'denied' }],
      [hello(notBound('expired')), { note: 'late' }],
      [hello(notBound('superseded')), { asking: true, note: 'renewed' }],
    ]
    for (const [end, screen] of ends) {
      expect(step(gone.state, end).state.screen).toMatchObject(screen)
    }
    expect(sent(step(gone.state, hello(notBound('matching'))))).toEqual([])
  })

  it('stays as it is while its answer is awaited, whatever hello says of the match', () => {
    const { state } = play(on('match, sending'), hello(notBound('matching')), hello(unreachable))
    expect(state.screen).toMatchObject({ name: 'match', answer: 'sending', typed: '472' })
  })
})

describe('a number whose answer got lost', () => {
  it.each([
    ['nobody answered', unreachable],
    ['the server was busy', busy],
    ['the server refused the call', refused],
  ])(
    'asks hello first because %s, and sends the same again only when hello knows nothing of it',
    (_why, outcome) => {
      const lost = step(on('match, sending'), answered(outcome))
      expect(lost.state.screen).toMatchObject({ answer: 'lost', typed: '472' })
      expect(sent(lost)).toEqual([])
      const least = outcome.retryAfterSeconds === null ? 250 : 20_000
      expect(wait(lost, 'hello')).toMatchObject({ fromMs: least })
      const again = step(lost.state, hello(notBound('matching')))
      expect(sent(again)).toEqual(['472'])
      expect(again.state.screen).toMatchObject({ answer: 'sending', sendings: 2 })
      expect(step(lost.state, hello(bound())).state.screen.name).toBe('welcome')
      expect(step(lost.state, hello(notBound('denied'))).state.screen).toMatchObject({
        note: 'denied',
      })
    },
  )

  it('waits longer each time, so that a match costs few calls', () => {
    let state = on('match, sending')
    const windows = [1, 2, 3, 4].map(() => {
      const lost = step(state, answered(unreachable))
      state = step(lost.state, hello(notBound('matching'))).state
      const effect = wait(lost, 'hello')
      return effect?.do === 'timer' && effect.toMs
    })
    expect(windows).toEqual([1000, 2000, 4000, 8000])
  })

  it('is never sent again after Back, nor another one by itself', () => {
    const back = play(on('match, lost'), key('back'), { type: 'link', outcome: unreachable })
    expect(back.state.screen).toMatchObject({ name: 'match', typed: '', asking: false })
    expect(sent(step(back.state, hello(notBound('matching'))))).toEqual([])

    const untouched = events.filter((event) => event.type !== 'key')
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...untouched), { maxLength: 30 }), (happened) => {
        let state = on('match, sending')
        for (const event of happened) {
          const next = step(state, event)
          for (const number of sent(next)) expect(number).toBe('472')
          state = next.state
        }
      }),
    )
  })
})

describe('an answer that comes when nobody waits for it', () => {
  const outcomes: MatchOutcome[] = [{ kind: 'right' }, { kind: 'missed' }, unreachable]
  const elsewhere = ['match', 'match, asking', 'match, heard', 'link', 'opened', 'home', 'offline']

  it.each(elsewhere)('only makes the TV ask hello, on "%s"', (name) => {
    for (const outcome of outcomes) {
      expect(step(on(name), answered(outcome))).toEqual({
        state: on(name),
        effects: [{ do: 'hello' }],
      })
    }
  })

  it('or for an earlier code', () => {
    const late = step(on('match, sending'), answered({ kind: 'missed' }, 'EEEEEEEEEEEEEEEEEEEEEE'))
    expect(late).toEqual({ state: on('match, sending'), effects: [{ do: 'hello' }] })
  })
})

describe('the pad gives way', () => {
  it('to the code when hello says that it is pending again, with nothing typed left', () => {
    const fallen = step(on('match, two digits'), hello(notBound('pending')))
    expect(fallen.state.screen).toEqual(screens['link'])
    expect(wait(fallen, 'renew')).toMatchObject({ toMs: 370_000 })
    expect(typed(step(fallen.state, hello(notBound('matching'))).state)).toBe('')
  })

  it('to "opened" when hello says so', () => {
    const { state } = step(on('match, lost'), hello(notBound('opened')))
    expect(state.screen).toEqual(screens['opened'])
  })

  it('to a new code when its time is over, which counts as a renewal and says why', () => {
    const over = step(on('match, two digits'), hello(notBound('expired')))
    expect(over.state.screen).toMatchObject({ asking: true, note: 'late', renewals: 1 })
    expect(does(over, 'requestLink')).toBe(true)
    const last = step(stateOf(matching({ renewals: 6 })), hello(notBound('expired')))
    expect(last.state.screen).toMatchObject({ name: 'link', link: null })
  })

  it('to "offline" after the second lost answer, and comes back empty', () => {
    const gone = play(on('match, two digits'), hello(unreachable), hello(unreachable))
    expect(gone.state.screen).toMatchObject({ name: 'offline', link })
    const back = step(gone.state, hello(notBound('matching')))
    expect(back.state.screen).toMatchObject({ name: 'match', typed: '' })
  })
})

describe('the number', () => {
  it('is only ever three digits 1 to 9 for the code on screen, sent by a key or after a loss', () => {
    for (const name of Object.keys(screens)) {
      for (const event of events) {
        const result = step(on(name), event)
        const answers = result.effects.filter(
          (effect): effect is Extract<Effect, { do: 'answerMatch' }> => effect.do === 'answerMatch',
        )
        if (answers.length === 0) continue
        expect(answers).toEqual([
          { do: 'answerMatch', linkId: link.id, number: expect.stringMatching(/^[1-9]{3}$/) },
        ])
        const byKey = name === 'match, two digits' && event.type === 'key' && !event.repeat
        const afterLoss = name === 'match, lost' && event.type === 'hello'
        expect(byKey || afterLoss, `${name}: ${JSON.stringify(event)}`).toBe(true)
      }
    }
  })
})
