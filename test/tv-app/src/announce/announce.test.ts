import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, test } from 'vitest'
import type { Lang } from '#contract/languages'
import { compile } from '../../../../phone-web/texts/compile.ts'
import type { Timers } from '../../../../tv-app/client/timers.ts'
import { Announcer } from '../../../../tv-app/src/announce/announce.ts'
import { announcement } from '../../../../tv-app/src/announce/announcement.ts'
import type { Voice } from '../../../../tv-app/src/announce/voices.ts'
import type { Screen } from '../../../../tv-app/src/story/screen.ts'
import type { State } from '../../../../tv-app/src/story/state.ts'
import { speak } from '../../../../tv-app/src/words/texts.ts'
import {
  atHome,
  code,
  eliza,
  link,
  matching,
  opened,
  packaged,
  playing,
  rails,
  screens,
  stateOf,
} from '../../story.states.ts'

const ROOT = new URL('../../../../', import.meta.url)

function speakIn(lang: Lang): void {
  const file = readFileSync(new URL(`tv-app/texts/${lang}.json`, ROOT), 'utf8')
  const entries = Object.entries<string>(JSON.parse(file))
  const messages = Object.fromEntries(entries.map(([key, source]) => [key, compile(source)]))
  speak({ lang, messages })
}

afterEach(() => speak({ lang: 'en', messages: {} }))

/** What is said on the way from one screen to the other, pauses as `·`. */
function heard(before: Screen | null, now: Screen): string {
  const said = announcement(before && stateOf(before), stateOf(now)) ?? []
  return said.map((phrase) => (phrase.startsWith('PAUSE-') ? '·' : phrase)).join(' ')
}

describe('what is said', () => {
  it('reads the link screen in full: what to do, where to type, and the code letter by letter', () => {
    expect(heard(null, code())).toBe(
      'Sign in with your phone · Step 1: Point your phone’s camera at the code ' +
        'Step 2: Sign in on the page that opens Step 3: Say yes, and this TV is yours · ' +
        'or open 192.168.1.5:8080/link and type · The code is: W D J B · M J H T',
    )
  })

  it('begins with what has happened', () => {
    expect(heard(atHome(), code({ note: 'unbound' }))).toMatch(
      /^This TV was signed out\. · Sign in/,
    )
  })

  it('says that a code is new, and the code, but not the steps again', () => {
    const next = code({ link: { ...link, id: 'next', userCode: 'BCDF-GHJK' }, note: 'renewed' })
    expect(heard(code(), next)).toBe(
      'This is a new code. or open 192.168.1.5:8080/link and type · The code is: B C D F · G H J K',
    )
    expect(heard(code(), { ...next, note: null })).toContain('This is a new code. or open')
    expect(heard(code(), { ...next, note: 'denied' })).toMatch(/^Someone said: not my TV\./)
  })

  it('says once that a code is about to end', () => {
    expect(heard(code(), code({ endsInSeconds: 30 }))).toBe('This code is good for 30 more seconds')
    expect(heard(code({ endsInSeconds: 30 }), code({ endsInSeconds: 29 }))).toBe('')
  })

  it('tells of the phone that opens it, and of whoever signs in there', () => {
    expect(heard(code(), opened())).toMatch(/^Continue on your phone The code was opened/)
    expect(heard(opened(), opened({ claimedBy: 'E…' }))).toMatch(/^E… is signing in .* Press Back/)
  })

  it('follows the number: each digit as it is typed, what goes, the key of the pad', () => {
    expect(heard(opened(), matching())).toMatch(/^Enter the number E… is signing in\..* · 5$/)
    expect(heard(matching(), matching({ typed: '4' }))).toBe('4. 2 more digits.')
    expect(heard(matching({ typed: '4' }), matching({ typed: '47' }))).toBe('7. One more digit.')
    expect(heard(matching({ typed: '47' }), matching({ typed: '4' }))).toBe('Removed.')
    expect(heard(matching(), matching({ focus: '6' }))).toBe('6')
    expect(heard(matching({ typed: '47' }), matching({ typed: '472', answer: 'sending' }))).toBe(
      'One moment …',
    )
    expect(heard(matching(), matching({ endsInSeconds: 55 }))).toBe('')
  })

  it('greets, and says whose home it is', () => {
    expect(heard(matching(), { name: 'welcome', account: eliza, fresh: true })).toBe(
      'Hello, Eliza! Not you? Press Back.',
    )
    expect(heard({ name: 'welcome', account: eliza, fresh: true }, atHome())).toBe(
      'Home. Signed in as Eliza. Back signs out',
    )
    expect(heard(atHome(), atHome({ note: 'goodbyeFailed' }))).toBe(
      'Could not sign out. Try again.',
    )
    expect(heard(atHome({ note: 'goodbyeFailed' }), atHome())).toBe('')
  })

  it('says on home what OK and Back do there, and why there is nothing to watch', () => {
    const home = (rest: Partial<State>) => announcement(null, stateOf(atHome(), rest))?.slice(1)
    expect(home({ rails })).toEqual(['OK plays, Back signs out'])
    expect(home({ rails, habits: packaged })).toEqual(['OK plays, Back leaves'])
    const nothing = ['There is nothing to watch yet.', 'Back signs out']
    expect(home({ rails: [] })).toEqual(nothing)
    expect(home({ rails: [{ id: 'bare', name: 'Bare', titles: [] }] })).toEqual(nothing)
    const waiting = stateOf(atHome())
    expect(announcement(waiting, { ...waiting, rails: [] })).toEqual([
      'There is nothing to watch yet.',
    ])
    expect(announcement(waiting, { ...waiting, rails })).toBeNull()
  })

  it('tells when the server is away, and when it is back', () => {
    const [here, away] = [
      stateOf(atHome(), { rails }),
      stateOf(atHome(), { rails, reachable: false }),
    ]
    expect(announcement(here, away)).toEqual(['Connecting …'])
    expect(announcement(away, here)).toEqual(['Connected again.'])
    expect(announcement({ ...here, rails: null }, { ...away, rails: null })).toEqual([
      'Connecting …',
      'Your titles come back with the server.',
    ])
    for (const screen of [code(), opened(), matching()]) {
      const [up, down] = [stateOf(screen), stateOf(screen, { reachable: false })]
      expect(announcement(up, down)).toEqual(['Reconnecting …'])
      expect(announcement(down, up)).toEqual(['Connected again.'])
      expect(announcement(null, down)?.at(-1)).toBe('Reconnecting …')
    }
  })

  it('calls this TV as the phone does, where somebody compares the two', () => {
    for (const screen of [code(), opened()]) {
      const said = announcement(null, stateOf(screen), 'Samsung TV')
      expect(said).toContain('The phone will call this TV “Samsung TV”.')
    }
    expect(announcement(null, stateOf(code()), 'Samsung TV')?.slice(-2)).toEqual(['H', 'T'])
  })

  it('leaves the sound to the video, except for what somebody has just done', () => {
    expect(heard(atHome(), playing())).toBe('Playing Dunes.')
    expect(heard(playing(), playing({ at: 101, controls: true }))).toBe('')
    expect(heard(playing(), playing({ paused: true }))).toBe('Paused')
    expect(heard(playing({ paused: true }), playing())).toBe('')
    expect(heard(playing(), playing({ seeking: 130, controls: true }))).toBe('2:10')
    expect(heard(playing({ seeking: 130 }), playing({ seeking: 140 }))).toBe('2:20')
    expect(heard(playing({ seeking: 140 }), playing({ at: 140 }))).toBe('')
    expect(heard(playing(), playing({ captions: 1 }))).toBe('Captions: Deutsch')
    expect(heard(playing({ captions: 1 }), playing())).toBe('Captions off')
    const without = playing({ captions: 1, captionsMissing: true })
    expect(heard(playing({ captions: 1 }), without)).toBe('The captions do not arrive.')
  })

  it('counts down once, and reads the ways out', () => {
    const leaving = (focus: 'stay' | 'signOut') =>
      ({ name: 'leaving', account: eliza, focus }) as const
    expect(heard(atHome(), leaving('stay'))).toBe('Leave, or stay? · Stay')
    expect(heard(leaving('stay'), leaving('signOut'))).toBe('Sign Eliza out of this TV')
    const out = (secondsLeft: number) =>
      ({ name: 'signing-out', account: eliza, secondsLeft, asking: false }) as const
    expect(heard(atHome(), out(5))).toBe('Signing Eliza out in 5 Press any other key to stay.')
    expect(heard(out(5), out(4))).toBe('')
    expect(heard(out(1), { ...out(0), asking: true })).toBe('Signing Eliza out …')
  })

  it('spells the reference of a problem', () => {
    const problem = { name: 'problem', reason: 'busy', code: '7K2', due: false } as const
    expect(heard(code(), problem)).toMatch(/Reference 7 K 2$/)
    expect(heard(problem, { ...problem, due: true })).toBe('')
  })

  test.each(['en', 'de', 'es', 'fr', 'pt-BR', 'ja', 'ar'] as const)(
    'every screen says something in %s, without gaps and without what only the eye needs',
    (lang) => {
      if (lang !== 'en') speakIn(lang)
      for (const [name, screen] of Object.entries(screens)) {
        const said = heard(null, screen)
        expect(said.length, name).toBeGreaterThan(2)
        expect(said, name).not.toMatch(/[{}\n]|[\u202a-\u202e]|undefined|null/)
      }
    },
  )
})

/** A clock that a test turns, and a voice that speaks until the test lets it end. */
function setUp() {
  let due: { at: number; run: () => void } | null = null
  let now = 0
  const timers: Timers = {
    nowMs: () => now,
    set(run, ms) {
      due = { at: now + ms, run }
      return due
    },
    clear(timer) {
      if (timer === due) due = null
    },
  }
  const pass = async (ms: number) => {
    now += ms
    if (due && due.at <= now) {
      const { run } = due
      due = null
      run()
    }
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
  }
  const said: string[] = []
  let end: (() => void) | null = null
  const voice: Voice = {
    say(phrases) {
      // As the engine does: whoever begins to speak ends what was being spoken.
      end?.()
      said.push(phrases.filter((phrase) => !phrase.startsWith('PAUSE-')).join(' '))
      return new Promise((resolve) => {
        end = resolve
      })
    },
  }
  const ended = async () => {
    end?.()
    await pass(0)
  }
  return { announcer: new Announcer([voice], timers), voice, said, pass, ended }
}

describe('the announcer', () => {
  it('does not stammer while an arrow is held, and says where it has come to', async () => {
    const { announcer, said, pass, ended } = setUp()
    announcer.show(stateOf(matching()))
    await pass(250)
    await ended()
    for (const focus of ['6', '3', '2'] as const) {
      announcer.show(stateOf(matching({ focus })))
      await pass(100)
    }
    expect(said).toHaveLength(1)
    await pass(250)
    expect(said.slice(1)).toEqual(['2'])
  })

  it('tells of the focus after the story, and then only of the last one', async () => {
    const { announcer, said, pass, ended } = setUp()
    announcer.show(stateOf(atHome({ note: 'goodbyeFailed' })))
    announcer.focused('Dunes, 1 of 3')
    await pass(250)
    announcer.focused('Tide, 2 of 3')
    await pass(250)
    expect(said).toEqual([
      'Could not sign out. Try again. Home. Signed in as Eliza. Back signs out',
    ])
    await ended()
    expect(said.slice(1)).toEqual(['Tide, 2 of 3'])
  })

  it('lets a later sentence interrupt an earlier one, and forgets a focus that is gone', async () => {
    const { announcer, said, pass, ended } = setUp()
    announcer.show(stateOf(atHome()))
    await pass(250)
    announcer.focused('Dunes, 1 of 3')
    await pass(250)
    announcer.show(stateOf(code({ note: 'unbound' })))
    await pass(250)
    await ended()
    expect(said).toHaveLength(2)
    expect(said[1]).toMatch(/^This TV was signed out\. Sign in/)
  })

  it('keeps the focus waiting for the sentence that interrupted the one before', async () => {
    const { announcer, said, pass, ended } = setUp()
    announcer.show(stateOf(atHome()))
    announcer.focused('Dunes, 1 of 3')
    await pass(250)
    announcer.show(stateOf(atHome({ note: 'goodbyeFailed' })))
    await pass(250)
    expect(said.slice(1)).toEqual(['Could not sign out. Try again.'])
    await ended()
    expect(said.slice(2)).toEqual(['Dunes, 1 of 3'])
  })

  it.each([
    ['a pause', playing({ paused: true, controls: true }), playing(), 'Paused'],
    [
      'a note',
      atHome({ note: 'noCode' }),
      atHome(),
      'There is no code just now. Try again in a moment.',
    ],
  ])('tells of %s each time that it comes', async (_what, come, gone, words) => {
    const { announcer, said, pass } = setUp()
    announcer.show(stateOf(gone))
    await pass(250)
    for (const screen of [come, gone, come]) {
      announcer.show(stateOf(screen))
      await pass(250)
    }
    expect(said.slice(1)).toEqual([words, words])
  })

  it('is not put off by a video that tells where it is', async () => {
    const { announcer, said, pass } = setUp()
    announcer.show(stateOf(playing()))
    await pass(200)
    announcer.show(stateOf(playing({ at: 101 })))
    await pass(50)
    expect(said).toEqual(['Playing Dunes.'])
  })

  it('tells a new voice what is on screen, and one that leaves to be silent', async () => {
    const { announcer, voice, said, pass } = setUp()
    announcer.use(voice, false)
    expect(said).toEqual([''])
    announcer.show(stateOf(atHome()))
    await pass(250)
    expect(said).toHaveLength(1)
    announcer.use(voice, true)
    await pass(250)
    expect(said.slice(1)).toEqual(['Home. Signed in as Eliza. Back signs out'])
  })
})
