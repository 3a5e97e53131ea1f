import { describe, expect, it } from 'vitest'
import { accountOf } from '../../tv-app/src/story/screen.ts'
import { begin, step } from '../../tv-app/src/story.ts'
import {
  atHome,
  bound,
  browser,
  busy,
  eliza,
  events,
  link,
  newLink,
  notBound,
  packaged,
  refused,
  screens,
  stateOf,
  title,
  unreachable,
} from './story.states.ts'
import { does, hello, key, on, play, timer, wait } from './story.steps.ts'

/** Whoever stands before these sees a code, or the pad in its place. */
const ON_CODE = ['link', 'opened', 'match']

describe('every event in every state', () => {
  const pairs = Object.keys(screens).flatMap((name) =>
    events.map((event) => [name, event] as const),
  )

  it('gives a state, and changes nothing of the one before', () => {
    for (const [name, event] of pairs) {
      const before = Object.freeze(on(name))
      const copy = structuredClone(before)
      expect(step(before, event).state.screen.name).toBeTypeOf('string')
      expect(before).toEqual(copy)
    }
  })

  it('asks for a code only after hello said "not bound", after a goodbye, a denial, a miss, at its end or by a key', () => {
    for (const [name, event] of pairs) {
      if (!does(step(on(name), event), 'requestLink')) continue
      const saidNotBound = event.type === 'hello' && event.outcome.kind === 'not_bound'
      const saidGoodbye = event.type === 'goodbye' && event.done
      const wanted = event.type === 'switchAccount'
      const isOver = event.type === 'timer' && event.name === 'renew'
      const onCode = ON_CODE.includes(screens[name]?.name ?? '')
      expect(
        saidNotBound || saidGoodbye || wanted || isOver || onCode,
        `${name}: ${JSON.stringify(event)}`,
      ).toBe(true)
    }
  })

  it('shows a code only where one was asked for, or where it was shown before', () => {
    for (const [name, event] of pairs) {
      const { screen } = step(on(name), event).state
      if (!('link' in screen) || screen.link === null) continue
      const before = screens[name]
      const kept = before && 'link' in before && before.link?.id === screen.link.id
      expect(kept || event.type === 'link', `${name}: ${event.type}`).toBe(true)
    }
  })

  it('never takes an account off the screen unless hello or goodbye said so', () => {
    for (const [name, event] of pairs) {
      const before = on(name)
      const { state } = step(before, event)
      if (!accountOf(before.screen) || accountOf(state.screen)) continue
      const said =
        event.type === 'goodbye' || (event.type === 'hello' && event.outcome.kind === 'not_bound')
      expect(said, `${name}: ${JSON.stringify(event)}`).toBe(true)
    }
  })

  it('unbinds only by Back, by the countdown that Back began, or by the words "sign out"', () => {
    for (const [name, event] of pairs) {
      if (!does(step(on(name), event), 'goodbye')) continue
      const byBack = event.type === 'key' && event.key === 'back' && !event.repeat
      const byWords = name === 'leaving, on sign out' && event.type === 'key'
      expect(byBack || byWords || event.type === 'timer', `${name}: ${JSON.stringify(event)}`).toBe(
        true,
      )
    }
  })

  it('never unbinds while the server is away', () => {
    for (const [name, event] of pairs) {
      const result = step(on(name, { reachable: false }), event)
      expect(does(result, 'goodbye'), `${name}: ${JSON.stringify(event)}`).toBe(false)
    }
  })

  it('leaves the app only by Back or the word for it, and only where there is anywhere to go', () => {
    for (const [name, event] of pairs) {
      expect(does(step(on(name), event), 'leave'), name).toBe(false)
      if (!does(step(on(name, { habits: packaged }), event), 'leave')) continue
      expect(event.type === 'key' && event.key === 'back' && !event.repeat, name).toBe(true)
    }
  })

  it('takes a code back that no longer stands on the screen of a bound TV', () => {
    for (const [name, event] of pairs) {
      const before = screens[name]
      const { state, effects } = step(on(name), event)
      const wasOver = before && 'over' in before && before.over && before.link
      const closed = wasOver && state.screen.name === 'home' && state.reachable
      const late =
        event.type === 'link' &&
        event.outcome.kind === 'link' &&
        !('link' in state.screen) &&
        accountOf(state.screen) !== null
      const linkId = late ? newLink.link.id : link.id
      const cancels = effects.some(
        (effect) => effect.do === 'cancelLink' && effect.linkId === linkId,
      )
      if (closed || late) expect(cancels, `${name}: ${JSON.stringify(event)}`).toBe(true)
    }
  })

  it('ignores a key that is held, except where a video is searched', () => {
    for (const [name, event] of pairs) {
      if (event.type !== 'key' || !event.repeat) continue
      const searched = ['left', 'right', 'rewind', 'forward'].includes(event.key)
      if (screens[name]?.name === 'player' && searched) continue
      expect(step(on(name), event)).toEqual({ state: on(name), effects: [] })
    }
  })

  it('only asks hello on a notice, whatever the screen', () => {
    for (const name of Object.keys(screens)) {
      expect(step(on(name), { type: 'nudge' })).toEqual({
        state: on(name),
        effects: [{ do: 'hello' }],
      })
    }
  })

  it('greets from every screen when hello names another account', () => {
    for (const name of Object.keys(screens)) {
      const { state } = step(on(name), hello(bound({ binding: 'DDDDDDDDDDDDDDDDDDDDDD' })))
      expect(state.screen.name, name).toBe('welcome')
    }
  })

  it('goes on asking hello after every answer to it, or waits for what it asked for instead', () => {
    for (const [name, event] of pairs) {
      if (event.type !== 'hello') continue
      const result = step(on(name), event)
      const { screen } = result.state
      const waitsForAnswer = ('asking' in screen && screen.asking) || does(result, 'hello')
      const retries = screen.name === 'problem'
      const goesOn = wait(result, 'hello') !== undefined || waitsForAnswer || retries
      expect(goesOn, `${name}: ${JSON.stringify(event)}`).toBe(true)
    }
  })
})

describe('booting', () => {
  it('asks hello first', () => {
    expect(begin(null, browser).effects).toEqual([{ do: 'hello' }])
  })

  it('shows the last home as connecting when nobody answers a TV that was bound', () => {
    const { state } = play(begin(eliza, browser).state, hello(unreachable))
    expect(state.screen).toMatchObject({ name: 'home', account: eliza })
    expect(state.reachable).toBe(false)
  })

  it('is offline when nobody answers a TV that was not bound', () => {
    const result = play(begin(null, browser).state, hello(unreachable))
    expect(result.state.screen.name).toBe('offline')
    expect(wait(result, 'hello')).toMatchObject({ fromMs: 250, toMs: 1000 })
  })

  it('doubles the window of its retries up to thirty seconds', () => {
    let now = play(begin(null, browser).state, hello(unreachable))
    const windows = [1, 2, 3, 4, 5, 6].map(() => {
      now = step(now.state, hello(unreachable))
      return wait(now, 'hello')
    })
    expect(windows.map((effect) => effect?.do === 'timer' && effect.toMs)).toEqual([
      2000, 4000, 8000, 16_000, 30_000, 30_000,
    ])
  })

  it('shows a problem when the server refuses this very device', () => {
    expect(play(begin(null, browser).state, hello(refused)).state.screen).toMatchObject({
      name: 'problem',
      reason: 'refused',
    })
    expect(play(begin(eliza, browser).state, hello(refused)).state.screen.name).toBe('home')
  })

  it('greets a TV that is already bound, where Back is no goodbye', () => {
    const welcome = play(begin(null, browser).state, hello(bound()))
    expect(welcome.state.screen).toMatchObject({ name: 'welcome', fresh: false })
    const result = step(welcome.state, key('back'))
    expect(result.state.screen.name).toBe('home')
    expect(does(result, 'goodbye')).toBe(false)
  })
})

describe('the code on screen', () => {
  it('comes with its notices, its next question and its renewal', () => {
    const result = play(begin(null, browser).state, hello(notBound(null)), {
      type: 'link',
      outcome: newLink,
    })
    expect(result.state.screen).toMatchObject({ name: 'link', asking: false })
    expect(wait(result, 'renew')).toMatchObject({ toMs: 570_000 })
    expect(does(result, 'listen')).toBe(true)
  })

  it('asks every 30 s with a line, every interval without', () => {
    expect(wait(step(on('link'), hello(notBound('pending'))), 'hello')).toMatchObject({
      toMs: 30_000,
    })
    const without = step(on('link', { line: false }), hello(notBound('pending')))
    expect(wait(without, 'hello')).toMatchObject({ fromMs: 5000, toMs: 5000 })
  })

  it('asks anywhere within the interval once the line is lost, for a fleet loses its lines in one moment', () => {
    const lost = step(on('link'), { type: 'line', up: false })
    expect(wait(lost, 'hello')).toMatchObject({ fromMs: 250, toMs: 5000 })
  })

  it('names whoever holds it, also where only the code was typed', () => {
    const claimed = (state: 'opened' | 'pending') =>
      step(on('opened'), hello(notBound(state, link.id, { claimed_by: 'E…' })))
    expect(claimed('opened').state.screen).toEqual(screens['opened, claimed'])
    expect(claimed('pending').state.screen).toEqual(screens['opened, claimed'])
    const released = step(claimed('opened').state, hello(notBound('opened')))
    expect(released.state.screen).toEqual(screens['opened'])
    expect(does(step(claimed('opened').state, key('back')), 'requestLink')).toBe(true)
  })

  it('turns to "opened" and back again, and is not renewed meanwhile', () => {
    const opened = step(on('link'), hello(notBound('opened')))
    expect(opened.state.screen.name).toBe('opened')
    expect(opened.effects).toContainEqual({ do: 'stop', name: 'renew' })
    expect(does(step(opened.state, timer('renew')), 'requestLink')).toBe(false)
    const back = step(opened.state, hello(notBound('pending')))
    expect(back.state.screen.name).toBe('link')
    expect(wait(back, 'renew')).toMatchObject({ toMs: 370_000 })
  })
})

describe('the code on screen is replaced', () => {
  it('by Back on "opened", and the old one stays until the new one is there', () => {
    const asked = step(on('opened'), key('back'))
    expect(does(asked, 'requestLink')).toBe(true)
    expect(asked.state.screen).toMatchObject({ name: 'opened', link, asking: true })
    expect(does(step(asked.state, key('back')), 'requestLink')).toBe(false)
    const { state } = step(asked.state, { type: 'link', outcome: newLink })
    expect(state.screen).toMatchObject({ name: 'link', link: { id: 'CCCCCCCCCCCCCCCCCCCCCC' } })
  })

  it('at once when it was denied, and the new one says why for 15 s', () => {
    const asked = step(on('opened'), hello(notBound('denied')))
    expect(does(asked, 'requestLink')).toBe(true)
    const fresh = step(asked.state, { type: 'link', outcome: newLink })
    expect(fresh.state.screen).toMatchObject({ name: 'link', note: 'denied' })
    expect(wait(fresh, 'note')).toMatchObject({ toMs: 15_000 })
    expect(step(fresh.state, timer('note')).state.screen).toMatchObject({ note: null })
  })

  it('and what was said of the one before does not cut short what is said of it', () => {
    const again = step(on('link, denied'), hello(notBound('denied')))
    expect(again.effects).toContainEqual({ do: 'stop', name: 'note' })
  })

  it.each(['expired', 'superseded', 'approved'] as const)('when it is %s', (end) => {
    expect(does(step(on('link'), hello(notBound(end))), 'requestLink')).toBe(true)
  })

  it('when the server does not know it', () => {
    expect(does(step(on('link'), hello(notBound(null))), 'requestLink')).toBe(true)
    const other = notBound('pending', 'EEEEEEEEEEEEEEEEEEEEEE')
    expect(does(step(on('link'), hello(other)), 'requestLink')).toBe(true)
  })

  it('by itself six times, and then only by OK', () => {
    let state = on('link')
    for (let times = 0; times < 6; times += 1) {
      const asked = step(state, timer('renew'))
      expect(does(asked, 'requestLink')).toBe(true)
      state = step(asked.state, { type: 'link', outcome: newLink }).state
    }
    const waiting = step(state, timer('renew'))
    expect(does(waiting, 'requestLink')).toBe(false)
    expect(waiting.state.screen).toMatchObject({ name: 'link', link: null })
    expect(does(step(waiting.state, hello(notBound('expired'))), 'requestLink')).toBe(false)
    const again = step(waiting.state, key('enter'))
    expect(does(again, 'requestLink')).toBe(true)
    expect(again.state.screen).toMatchObject({ renewals: 0 })
  })
})

describe('a TV that wakes up', () => {
  it('asks at once, and soon again while its network is still on its way', () => {
    const woken = step(on('offline with a code', { tries: 20 }), { type: 'wake' })
    expect(does(woken, 'hello')).toBe(true)
    const early = step(woken.state, hello(unreachable))
    expect(early.state.screen.name).toBe('offline')
    expect(wait(early, 'hello')).toMatchObject({ fromMs: 250, toMs: 1000 })
  })
})

describe('a TV that was bound in its sleep', () => {
  const status = (state: 'pending' | 'approved', id: string) =>
    bound({ link: { id, state, expires_in: 500, claimed_by: null, reason: null } })

  it('takes the code back that it asked for when it woke up', () => {
    const welcomed = step(on('link'), hello(status('pending', link.id)))
    expect(welcomed.state.screen.name).toBe('welcome')
    expect(welcomed.effects).toContainEqual({ do: 'cancelLink', linkId: link.id })
  })

  it('leaves the code alone by which it was bound, and one that it does not show', () => {
    const approved = step(on('link'), hello(status('approved', link.id)))
    const others = step(on('link'), hello(status('pending', 'EEEEEEEEEEEEEEEEEEEEEE')))
    expect([does(approved, 'cancelLink'), does(others, 'cancelLink')]).toEqual([false, false])
  })
})

describe('the code on screen and a server in trouble', () => {
  it('takes the new code that it asked for, also when a hello of before got lost meanwhile', () => {
    const asking = step(on('link'), timer('renew')).state
    const lost = step(asking, hello(unreachable))
    const came = step(lost.state, { type: 'link', outcome: newLink })
    expect(came.state.screen).toMatchObject({ name: 'link', link: newLink.link, note: 'renewed' })
  })

  it('stays for one lost answer, and is offline after the second', () => {
    const once = step(on('link'), hello(unreachable))
    expect(once.state.screen).toEqual(on('link').screen)
    const twice = step(once.state, hello(unreachable))
    expect(twice.state.screen).toMatchObject({ name: 'offline', link })
    const back = step(twice.state, hello(notBound('pending')))
    expect(back.state.screen).toMatchObject({ name: 'link', link })
    expect(does(back, 'requestLink')).toBe(false)
  })

  it('waits as long as Retry-After says, and OK tries at once', () => {
    const problem = step(on('link, the first under way'), { type: 'link', outcome: busy })
    expect(problem.state.screen).toMatchObject({
      name: 'problem',
      reason: 'busy',
      code: '429 busy',
    })
    expect(wait(problem, 'retry')).toMatchObject({ fromMs: 20_000 })
    expect(does(step(problem.state, hello(notBound(null))), 'requestLink')).toBe(false)
    const tried = play(problem.state, key('enter'), hello(notBound(null)))
    expect(does(tried, 'requestLink')).toBe(true)
    const shown = step(tried.state, { type: 'link', outcome: newLink })
    expect(shown.state.screen.name).toBe('link')
  })
})

describe('a bound TV', () => {
  it('greets for four seconds after the phone said yes, then is at home', () => {
    const welcome = step(on('opened'), hello(bound()))
    expect(welcome.state.screen).toMatchObject({ name: 'welcome', fresh: true })
    expect(wait(welcome, 'screen')).toMatchObject({ toMs: 4000 })
    expect(wait(welcome, 'fresh')).toMatchObject({ toMs: 15_000 })
    expect(welcome.effects).toContainEqual({ do: 'remember', account: eliza })
    expect(step(welcome.state, timer('screen')).state.screen.name).toBe('home')
  })

  it('takes Back for "not us" on the welcome and for 15 s in all, and unbinds at once', () => {
    const { state } = step(on('link'), hello(bound()))
    expect(does(step(state, key('back')), 'goodbye')).toBe(true)
    const home = step(state, timer('screen')).state
    expect(step(home, key('back')).effects).toContainEqual({
      do: 'goodbye',
      binding: eliza.binding,
    })
    const later = step(home, timer('fresh')).state
    expect(does(step(later, key('back')), 'goodbye')).toBe(false)
  })

  it('no longer takes Back for "not us" once something was watched', () => {
    const { state } = play(on('home, fresh'), { type: 'choose', title }, key('back'))
    expect(state.screen).toMatchObject({ name: 'home', fresh: false })
  })

  it.each(['welcome', 'home', 'player', 'signing out'])(
    'stays on %s while the server is away, whatever the answers look like',
    (name) => {
      const { state } = play(on(name), hello(unreachable), hello(refused), hello(unreachable))
      expect(state.screen).toEqual(on(name).screen)
      expect(state.reachable).toBe(false)
      expect(step(state, hello(bound())).state).toMatchObject({ reachable: true, tries: 0 })
    },
  )

  it.each(['welcome', 'home', 'player', 'signing out'])(
    'goes from %s to a new code when it was unbound from afar, and says so',
    (name) => {
      const asked = step(on(name), hello(notBound(null)))
      expect(asked.effects).toContainEqual({ do: 'forget' })
      const { state } = step(asked.state, { type: 'link', outcome: newLink })
      expect(state.screen).toMatchObject({ name: 'link', note: 'unbound' })
    },
  )

  it('asks hello every 300 s, give or take half', () => {
    expect(wait(step(on('home'), hello(bound())), 'hello')).toMatchObject({
      fromMs: 150_000,
      toMs: 450_000,
    })
  })
})

describe('Back on home', () => {
  it('counts down, and says goodbye to this very binding at the end', () => {
    let now = step(on('home'), key('back'))
    expect(now.state.screen).toMatchObject({ name: 'signing-out', secondsLeft: 5 })
    for (let second = 0; second < 4; second += 1) {
      now = step(now.state, timer('screen'))
      expect(does(now, 'goodbye')).toBe(false)
    }
    now = step(now.state, timer('screen'))
    expect(now.effects).toContainEqual({ do: 'goodbye', binding: eliza.binding })
    const gone = step(now.state, { type: 'goodbye', done: true })
    expect(does(gone, 'requestLink')).toBe(true)
    expect(gone.effects).toContainEqual({ do: 'forget' })
  })

  it('starts the count again with a further Back', () => {
    const { state } = play(on('home'), key('back'), timer('screen'), timer('screen'), key('back'))
    expect(state.screen).toMatchObject({ name: 'signing-out', secondsLeft: 5 })
  })

  it.each(['enter', 'left', 'play', 'other'] as const)('is taken back by %s', (pressed) => {
    const result = play(on('home'), key('back'), key(pressed))
    expect(result.state.screen.name).toBe('home')
    expect(result.effects).toContainEqual({ do: 'stop', name: 'screen' })
  })

  it('says goodbye at once where the count is 0', () => {
    const account = { ...eliza, goodbyeSeconds: 0 }
    expect(does(step(stateOf(atHome({ account })), key('back')), 'goodbye')).toBe(true)
  })

  it('means nothing for 1.5 s after the player', () => {
    const left = step(on('player'), key('back'))
    expect(wait(left, 'settle')).toMatchObject({ toMs: 1500 })
    const { state } = play(left.state, key('back'), key('back'))
    expect(state.screen.name).toBe('home')
    expect(play(state, timer('settle'), key('back')).state.screen.name).toBe('signing-out')
  })

  it('leaves the TV signed in when the goodbye failed, says so and asks hello', () => {
    const failed = step(on('signing out, asking'), { type: 'goodbye', done: false })
    expect(failed.state.screen).toMatchObject({ name: 'home', note: 'goodbyeFailed' })
    expect(does(failed, 'hello')).toBe(true)
  })
})
