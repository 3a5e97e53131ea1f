import { describe, expect, it } from 'vitest'

import type { PlayerScreen, Screen } from '../../../../tv-app/src/story/screen.ts'
import type { StoryEvent } from '../../../../tv-app/src/story/state.ts'
import { step } from '../../../../tv-app/src/story.ts'
import { media, playing, stateOf, title } from '../../story.states.ts'
import { key, timer } from '../../story.steps.ts'

const failed: StoryEvent = { type: 'video', what: 'failed', why: 'videoNetwork' }
const found: StoryEvent = {
  type: 'media',
  titleId: title.id,
  outcome: { kind: 'media', media: { ...media, captions: [...media.captions] } },
}
const time = (at: number): StoryEvent => ({ type: 'video', what: 'time', at, lengthSeconds: 600 })

/** Where these events lead from this screen. */
function led(screen: PlayerScreen, ...events: StoryEvent[]): Screen {
  return events.reduce((state, event) => step(state, event).state, stateOf(screen)).screen
}

describe('the address of a video, which ends while somebody watches', () => {
  it('is asked for anew also right after a jump, which the old one refused', () => {
    const jumped = led(playing({ paused: true }), key('right'), timer('seek'), failed)
    expect(jumped).toMatchObject({ media: null, from: { seconds: 110, jumps: 2 }, paused: true })
  })

  it('is not asked for again because of what is left of the old one', () => {
    const asking = led(playing(), failed)
    expect(led(asking as PlayerScreen, failed, failed)).toEqual(asking)
  })

  it('is asked for once more only when the new one has brought something', () => {
    const waiting = led(playing(), failed) as PlayerScreen
    // What the element still has from before is none of the new one's merit.
    expect(led(waiting, time(104))).toMatchObject({ arrived: false })
    expect(led(waiting, time(104), found, failed)).toMatchObject({ note: 'videoNetwork' })
    expect(led(waiting, found, time(100.2), failed)).toMatchObject({
      name: 'player',
      media: null,
    })
  })
})

describe('a pointer on the time line', () => {
  const seekTo = (seconds: number): StoryEvent => ({ type: 'seekTo', seconds })

  it('takes the picture there at once, and never to the very end', () => {
    expect(led(playing(), seekTo(300))).toMatchObject({
      at: 300,
      seeking: null,
      controls: true,
      from: { seconds: 300, jumps: 1 },
    })
    expect(led(playing(), seekTo(600))).toMatchObject({ at: 599 })
    expect(led(playing(), seekTo(-5))).toMatchObject({ at: 0 })
  })

  it('does nothing in what has no end', () => {
    const live = playing({ lengthSeconds: null })
    expect(led(live, seekTo(5))).toEqual(live)
  })
})
