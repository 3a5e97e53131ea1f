import { describe, expect, it } from 'vitest'

import type { CatalogueOutcome } from '../../../../tv-app/client/titles.ts'
import type { StoryEvent } from '../../../../tv-app/src/story/state.ts'
import { step } from '../../../../tv-app/src/story.ts'
import { bound, busy, rails, refused, title, unreachable } from '../../story.states.ts'
import { does, hello, key, on, play, timer, wait } from '../../story.steps.ts'

const catalogue = (outcome: CatalogueOutcome): StoryEvent => ({ type: 'catalogue', outcome })
const found = catalogue({ kind: 'catalogue', rails })

describe('what there is to watch', () => {
  it('is asked for as soon as the TV is somebody’s', () => {
    expect(does(step(on('opened'), hello(bound())), 'catalogue')).toBe(true)
    const came = step(on('welcome'), found)
    expect(came.state).toMatchObject({ rails, catalogueTries: 0 })
  })

  it('is asked for again within half an hour to one and a half, for what is new', () => {
    const came = step(on('home', { rails: [] }), found)
    expect(wait(came, 'catalogue')).toMatchObject({ fromMs: 1_800_000, toMs: 5_400_000 })
    expect(came.state.rails).toEqual(rails)
    expect(does(step(came.state, timer('catalogue')), 'catalogue')).toBe(true)
  })

  it('is asked for again, too, while it is in the way of nothing: under a code and behind a video', () => {
    for (const name of ['link over home', 'player', 'leaving']) {
      expect(does(step(on(name, { rails }), timer('catalogue')), 'catalogue'), name).toBe(true)
    }
    const closed = play(
      on('home', { rails }),
      { type: 'switchAccount' },
      key('back'),
      timer('catalogue'),
    )
    expect(does(closed, 'catalogue')).toBe(true)
  })

  it('is asked for again when a title of it is gone', () => {
    const left = step(on('player, opening', { rails }), {
      type: 'media',
      titleId: title.id,
      outcome: { kind: 'gone' },
    })
    expect(does(left, 'catalogue')).toBe(true)
    expect(left.state).toMatchObject({ rails, screen: { name: 'home', note: 'videoGone' } })
  })

  it.each([unreachable, refused, busy, { kind: 'not_bound' } as const])(
    'stands as it was when it cannot be had',
    (outcome) => {
      const kept = step(on('home', { rails }), catalogue(outcome))
      expect(kept.state).toMatchObject({ rails, catalogueTries: 1 })
      expect(step(kept.state, found).state).toMatchObject({ catalogueTries: 0 })
    },
  )

  it('is asked for again no sooner than the server says, and more and more seldom', () => {
    const once = step(on('home'), catalogue(busy))
    expect(wait(once, 'catalogue')).toMatchObject({ fromMs: 20_000, toMs: 20_750 })
    let now = step(on('home'), catalogue(unreachable))
    expect(wait(now, 'catalogue')).toMatchObject({ fromMs: 10_000, toMs: 10_750 })
    for (let times = 0; times < 9; times += 1) now = step(now.state, catalogue(unreachable))
    expect(wait(now, 'catalogue')).toMatchObject({ fromMs: 10_000, toMs: 39_750 })
  })

  it('is not asked for while the server is away, but by the hello that finds it again', () => {
    const away = step(on('home', { reachable: false, catalogueTries: 3 }), timer('catalogue'))
    expect(does(away, 'catalogue')).toBe(false)
    expect(wait(away, 'catalogue')).toBeDefined()
    expect(does(step(away.state, hello(bound())), 'catalogue')).toBe(true)
  })

  it('is nothing for a TV that is nobody’s', () => {
    expect(step(on('link'), found)).toEqual({ state: on('link'), effects: [] })
    expect(step(on('link'), timer('catalogue')).effects).toEqual([])
  })
})
