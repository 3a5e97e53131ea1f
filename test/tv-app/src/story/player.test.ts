import { describe, expect, it } from 'vitest'

import type { PlayerScreen } from '../../../../tv-app/src/story/screen.ts'
import type { StoryEvent, VideoEvent } from '../../../../tv-app/src/story/state.ts'
import { step } from '../../../../tv-app/src/story.ts'
import {
  bound,
  eliza,
  media,
  notBound,
  playing,
  refused,
  screens,
  stateOf,
  title,
  unreachable,
} from '../../story.states.ts'
import { does, hello, key, on, play, timer, wait } from '../../story.steps.ts'

const failed = (why: 'videoNetwork' | 'videoFormat'): VideoEvent => ({
  type: 'video',
  what: 'failed',
  why,
})
const found: StoryEvent = {
  type: 'media',
  titleId: title.id,
  outcome: { kind: 'media', media: { ...media, captions: [...media.captions] } },
}
const shown = (event: StoryEvent, screen: PlayerScreen = playing()) =>
  step(stateOf(screen), event).state.screen as PlayerScreen

describe('a title that was chosen', () => {
  it('is asked for and played from its beginning', () => {
    const opened = step(on('home'), { type: 'choose', title })
    expect(opened.effects).toContainEqual({ do: 'media', titleId: title.id })
    expect(opened.state.screen).toMatchObject({ name: 'player', media: null, paused: false })
    expect(step(opened.state, found).state.screen).toMatchObject({ media })
  })

  it('no longer lets Back mean "not us"', () => {
    const { state } = play(on('home, fresh'), { type: 'choose', title }, key('back'))
    expect(state.screen).toMatchObject({ name: 'home', fresh: false })
  })

  it.each([
    ['gone', { kind: 'gone' }, 'videoGone'],
    ['out of reach', unreachable, 'videoNetwork'],
    ['refused', refused, 'videoNetwork'],
  ] as const)('leads home with a word when it is %s', (_why, outcome, note) => {
    const left = step(on('player, opening'), { type: 'media', titleId: title.id, outcome })
    expect(left.state.screen).toMatchObject({ name: 'home', note })
  })

  it('leads home and makes the TV ask hello when it is no longer for this TV', () => {
    const asked = step(on('player, opening'), {
      type: 'media',
      titleId: title.id,
      outcome: { kind: 'not_bound' },
    })
    expect(asked.state.screen).toMatchObject({ name: 'home', note: 'videoNetwork' })
    expect(does(asked, 'hello')).toBe(true)
    expect(does(step(asked.state, hello(notBound(null))), 'requestLink')).toBe(true)
  })

  it('is not replaced by an answer about another one', () => {
    const other: StoryEvent = { ...found, titleId: 'another' } as StoryEvent
    expect(step(on('player, opening'), other).state.screen).toEqual(screens['player, opening'])
  })
})

describe('playing', () => {
  it.each([
    ['enter', true],
    ['playPause', true],
    ['pause', true],
    ['play', false],
  ] as const)('%s pauses: %s', (pressed, paused) => {
    expect(shown(key(pressed))).toMatchObject({ paused, controls: true })
  })

  it.each(['enter', 'playPause', 'play'] as const)('goes on by %s', (pressed) => {
    expect(shown(key(pressed), playing({ paused: true }))).toMatchObject({ paused: false })
  })

  it.each(['back', 'stop'] as const)('is left by %s', (pressed) => {
    const left = step(on('player'), key(pressed))
    expect(left.state.screen).toMatchObject({ name: 'home', settling: true })
    expect(left.effects).toContainEqual({ do: 'stop', name: 'seek' })
  })

  it('shows the time line for a while, and as long as it is paused', () => {
    const pressed = step(on('player'), key('down'))
    expect(wait(pressed, 'controls')).toMatchObject({ toMs: 4000 })
    expect(step(pressed.state, timer('controls')).state.screen).toMatchObject({ controls: false })
    expect(step(on('player, paused'), timer('controls')).state.screen).toMatchObject({
      controls: true,
    })
  })

  it('turns through the captions and off again', () => {
    const turn = (screen: PlayerScreen) => shown(key('up'), screen)
    expect(turn(playing())).toMatchObject({ captions: 0 })
    expect(turn(playing({ captions: 0 }))).toMatchObject({ captions: 1 })
    expect(turn(playing({ captions: 1 }))).toMatchObject({ captions: null })
    expect(turn(playing({ media: { ...media, captions: [] } }))).toMatchObject({ captions: null })
  })

  it('says of captions that do not arrive that they do not, until others are chosen', () => {
    const none: StoryEvent = { type: 'video', what: 'noCaptions' }
    const without = shown(none, playing({ captions: 0 }))
    expect(without).toMatchObject({ captions: 0, captionsMissing: true })
    expect(shown(key('up'), without)).toMatchObject({ captions: 1, captionsMissing: false })
    const renewed = { ...without, media: null }
    expect(shown(found, renewed)).toMatchObject({ captions: 0, captionsMissing: false })
    // They were turned off before it was known.
    expect(shown(none)).toMatchObject({ captionsMissing: false })
  })

  it('goes home at its end', () => {
    expect(step(on('player'), { type: 'video', what: 'ended' }).state.screen).toMatchObject({
      name: 'home',
      note: null,
    })
  })

  it('keeps the account up to date and goes on while the server is away', () => {
    const { state } = play(on('player'), hello(unreachable), hello(unreachable))
    expect(state.screen).toEqual(screens['player'])
    expect(step(state, hello(bound())).state.screen).toMatchObject({ account: eliza })
  })
})

describe('searching', () => {
  it.each([
    ['right', 110],
    ['left', 90],
    ['forward', 130],
    ['rewind', 70],
  ] as const)('%s leads to %i s, also while it is held', (pressed, seconds) => {
    expect(shown(key(pressed))).toMatchObject({ seeking: seconds, at: 100 })
    expect(shown(key(pressed, true))).toMatchObject({ seeking: seconds })
  })

  it('adds up, and jumps 0.6 s after the last press or by OK', () => {
    const twice = play(on('player'), key('right'), key('right', true))
    expect(twice.state.screen).toMatchObject({ seeking: 120, from: { jumps: 0 } })
    expect(wait(twice, 'seek')).toMatchObject({ toMs: 600 })
    for (const end of [timer('seek'), key('enter')]) {
      const { screen } = step(twice.state, end).state
      expect(screen).toMatchObject({ seeking: null, at: 120, paused: false })
      expect(screen).toMatchObject({ from: { seconds: 120, jumps: 1 } })
    }
  })

  it('stays within the video', () => {
    expect(shown(key('rewind'), playing({ at: 5 }))).toMatchObject({ seeking: 0 })
    expect(shown(key('forward'), playing({ at: 590 }))).toMatchObject({ seeking: 599 })
  })

  it('is not possible in what has no end', () => {
    expect(shown(key('right'), playing({ lengthSeconds: null }))).toMatchObject({ seeking: null })
  })
})

describe('a video that fails', () => {
  it('gets a new address once it has come further, and goes on where it was', () => {
    const asked = step(on('player'), failed('videoNetwork'))
    expect(asked.effects).toEqual([{ do: 'media', titleId: title.id }])
    expect(asked.state.screen).toMatchObject({ media: null, from: { seconds: 100, jumps: 1 } })
    const again = play(asked.state, found, failed('videoNetwork'))
    expect(again.state.screen).toMatchObject({ name: 'home', note: 'videoNetwork' })
  })

  it('says at once what this set cannot play', () => {
    const left = step(on('player'), failed('videoFormat'))
    expect(left.state.screen).toMatchObject({ name: 'home', note: 'videoFormat' })
    expect(does(left, 'media')).toBe(false)
  })
})
