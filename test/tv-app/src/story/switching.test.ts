import { describe, expect, it } from 'vitest'

import { step } from '../../../../tv-app/src/story.ts'
import {
  bound,
  busy,
  eliza,
  link,
  newLink,
  notBound,
  refused,
  status,
  unreachable,
} from '../../story.states.ts'
import { does, hello, key, on, play, timer, wait } from '../../story.steps.ts'

const CANCEL = { do: 'cancelLink', linkId: link.id }
const ada = bound({ binding: 'DDDDDDDDDDDDDDDDDDDDDD', name: 'Ada' })

describe('a code for another account', () => {
  it('lies over the home screen, and the TV stays whose it is', () => {
    const asked = step(on('home'), { type: 'switchAccount' })
    expect(does(asked, 'requestLink')).toBe(true)
    expect(asked.state.screen).toMatchObject({ name: 'link', link: null, over: eliza })
    const shown = step(asked.state, { type: 'link', outcome: newLink })
    expect(shown.state.screen).toMatchObject({ name: 'link', link: newLink.link, over: eliza })
    const told = step(
      shown.state,
      hello(bound({ link: status('pending', { id: newLink.link.id }) })),
    )
    expect(told.state.screen).toMatchObject({ name: 'link', over: eliza })
  })

  it('is asked for on the home screen only, and not without a server', () => {
    expect(step(on('player'), { type: 'switchAccount' }).effects).toEqual([])
    const away = step(on('home', { reachable: false }), { type: 'switchAccount' })
    expect(does(away, 'requestLink')).toBe(false)
    expect(away.state.screen).toMatchObject({ name: 'home', note: 'noCode' })
  })

  it.each([
    ['opened', 'opened'],
    ['matching', 'match'],
  ] as const)('follows its link request: %s', (state, name) => {
    const followed = step(on('link over home'), hello(bound({ link: status(state) })))
    expect(followed.state.screen).toMatchObject({ name, over: eliza })
  })

  it('greets the other account when its phone has said yes', () => {
    const greeted = step(on('opened over home'), hello(ada))
    expect(greeted.state.screen).toMatchObject({ name: 'welcome', fresh: true })
    expect(does(greeted, 'catalogue')).toBe(true)
    expect(greeted.effects).not.toContainEqual(CANCEL)
  })

  it.each([
    ['denied', 'switchDenied'],
    ['expired', null],
    ['superseded', null],
  ] as const)('closes when it is %s, and nothing else has changed', (state, note) => {
    const closed = step(on('opened over home'), hello(bound({ link: status(state) })))
    expect(closed.state.screen).toMatchObject({ name: 'home', account: eliza, note })
    expect(wait(closed, 'hello')).toBeDefined()
  })

  it('closes when the number was missed or came too late', () => {
    const missed = step(on('match over home, sending'), {
      type: 'match',
      linkId: link.id,
      outcome: { kind: 'missed' },
    })
    expect(missed.state.screen).toMatchObject({ name: 'home', note: 'switchDenied' })
    const late = step(on('match over home'), hello(bound({ link: status('expired') })))
    expect(late.state.screen).toMatchObject({ name: 'home', note: 'switchLate' })
  })

  it('is not renewed: whoever waits ten minutes has gone', () => {
    const closed = step(on('link over home'), timer('renew'))
    expect(does(closed, 'requestLink')).toBe(false)
    expect(closed.state.screen).toMatchObject({ name: 'home', note: null })
    expect(closed.effects).toContainEqual(CANCEL)
  })

  it('is taken back when Back closes it, also when it comes afterwards', () => {
    expect(step(on('link over home'), key('back')).effects).toContainEqual(CANCEL)
    const early = step(on('link over home, under way'), key('back'))
    expect(early.state.screen.name).toBe('home')
    const late = step(early.state, { type: 'link', outcome: newLink })
    expect(late.state.screen.name).toBe('home')
    expect(late.effects).toContainEqual({ do: 'cancelLink', linkId: newLink.link.id })
  })

  it.each([unreachable, busy, refused, { kind: 'forged' } as const])(
    'closes with a word where none can be had',
    (outcome) => {
      const closed = step(on('link over home, under way'), { type: 'link', outcome })
      expect(closed.state.screen).toMatchObject({ name: 'home', account: eliza, note: 'noCode' })
    },
  )

  it('goes home when the server stays away, and never to "offline"', () => {
    const once = step(on('link over home'), hello(unreachable)).state
    expect(once.screen).toMatchObject({ name: 'link', over: eliza })
    const closed = step(once, hello(unreachable))
    expect(closed.state.screen).toMatchObject({ name: 'home', note: 'noCode' })
    expect(wait(closed, 'note')).toBeDefined()
    // Nobody sees that code any more.
    const back = step(closed.state, hello(bound({ link: status('opened') })))
    expect(back.effects).toContainEqual(CANCEL)
    expect(step(on('home'), hello(bound({ link: status('denied') }))).effects).not.toContainEqual(
      CANCEL,
    )
  })

  it("becomes the TV's own when it is signed out from afar meanwhile", () => {
    const alone = step(on('opened over home'), hello(notBound('opened')))
    expect(alone.effects).toContainEqual({ do: 'forget' })
    expect(alone.state.screen).toMatchObject({ name: 'opened', link, over: null, note: 'unbound' })
    expect(play(alone.state, hello(notBound('opened'))).state.screen).toMatchObject({ over: null })
  })
})
