import { describe, expect, it } from 'vitest'

import { authorization, no, pending, storyStage } from './story-stage.ts'

const FORM = `client_id=site&code_challenge=${'c'.repeat(43)}&code_challenge_method=S256`

describe('a page that waits', () => {
  it('begins with its browser’s challenge, and shows the code', async () => {
    const { story, shows, begun, shown } = await storyStage()
    story.begin()
    expect(shown).toEqual([{ step: 'preparing', trouble: null }])
    await shows({ step: 'waiting', note: null, link: { userCode: 'WDJB-MJHT' } })
    expect(begun()).toEqual([FORM])
  })

  it('asks every interval while no notices arrive, and every 30 s beside them', async () => {
    const { story, shows, pause, clock, questions, lines } = await storyStage()
    story.begin()
    await shows({ step: 'waiting' })
    expect(await pause()).toBe(5.5)
    clock.pass(5500)
    expect(await pause()).toBe(5.5)
    expect(questions()).toEqual(['client_id=site&device_code=device-1'])
    lines[0]?.ear.onLine(true)
    await expect.poll(() => questions()).toHaveLength(2)
    expect(await pause()).toBe(33)
  })

  it('asks anywhere within the interval once its line is lost, as all pages lose theirs in one moment', async () => {
    const { story, shows, pause, clock, questions, lines } = await storyStage()
    story.begin()
    await shows({ step: 'waiting' })
    lines[0]?.ear.onLine(true)
    expect(await pause()).toBe(33)
    lines[0]?.ear.onLine(false)
    expect(await pause()).toBe(2.5)
    clock.pass(2499)
    expect(questions()).toHaveLength(1)
    clock.pass(1)
    await expect.poll(() => questions()).toHaveLength(2)
    expect(await pause()).toBe(5.5)
  })

  it('waits five seconds longer after each slow_down', async () => {
    const { stage, story, shows, pause, clock } = await storyStage()
    stage.code = no('slow_down')
    story.begin()
    await shows({ step: 'waiting' })
    const pauses = []
    for (let times = 0; times < 3; times += 1) {
      pauses.push(await pause())
      clock.pass(60_000)
    }
    expect(pauses).toEqual([5.5, 11, 16.5])
  })

  it('S4: believes no notice: it asks, and is handed nothing until the server says so', async () => {
    const { stage, story, shows, keys, lines, questions, pause } = await storyStage()
    story.begin()
    await shows({ step: 'waiting' })
    for (let times = 0; times < 20; times += 1) lines[0]?.ear.onNudge()
    await pause()
    // Those that came while it was asking are one more question.
    expect(questions().length).toBeLessThanOrEqual(2)
    expect(keys).toEqual([])
    stage.code = [200, { code: 'one-time', expires_in: 60 }]
    lines[0]?.ear.onNudge()
    await shows({ step: 'signed_in' })
    expect(keys).toEqual(['one-time'])
  })

  it('asks once more for what came while it was asking', async () => {
    const { stage, story, shows, lines, questions, pause } = await storyStage()
    story.begin()
    await shows({ step: 'waiting' })
    await pause()
    stage.held = []
    for (let times = 0; times < 5; times += 1) lines[0]?.ear.onNudge()
    await expect.poll(() => stage.held).toHaveLength(1)
    const [release] = stage.held
    stage.held = null
    stage.code = pending('opened')
    release?.()
    await shows({ step: 'opened' })
    expect(questions()).toHaveLength(2)
  })

  it('says who is signing in, and lets the person take another code instead', async () => {
    const { stage, story, shows, lines, keys } = await storyStage()
    story.begin()
    await shows({ step: 'waiting' })
    stage.code = pending('opened', 'E…')
    lines[0]?.ear.onNudge()
    await shows({ step: 'opened', who: 'E…' })
    // The stranger's yes is under way when the person takes another code.
    stage.held = []
    stage.code = [200, { code: 'stranger', expires_in: 60 }]
    lines[0]?.ear.onNudge()
    await expect.poll(() => stage.held).toHaveLength(1)
    stage.code = pending()
    story.startOver()
    expect(lines[0]?.closed).toBe(true)
    const [release] = stage.held
    stage.held = null
    release?.()
    await shows({ step: 'waiting', link: { deviceCode: 'device-2' } })
    expect(keys).toEqual([])
  })

  it('asks nothing while nobody looks, and at once when somebody does', async () => {
    const { stage, story, clock, begun, questions, shows, pause, lines } = await storyStage()
    stage.hidden = true
    story.begin()
    clock.pass(60_000)
    expect(begun()).toEqual([])
    stage.hidden = false
    story.wake()
    await shows({ step: 'waiting' })
    await pause()
    stage.hidden = true
    clock.pass(600_000)
    expect([clock.pending(), questions()]).toEqual([0, []])
    stage.code = no('expired_token')
    lines[0]?.ear.onNudge()
    await pause()
    clock.pass(600_000)
    expect(begun()).toHaveLength(1)
    stage.hidden = false
    story.wake()
    await expect.poll(() => begun()).toHaveLength(2)
  })
})

describe('a code that comes to nothing', () => {
  it('S8: is replaced at once after a no, and the page says so', async () => {
    const { stage, story, shows, lines } = await storyStage()
    story.begin()
    await shows({ step: 'waiting' })
    stage.code = no('access_denied')
    lines[0]?.ear.onNudge()
    await shows({ step: 'waiting', note: 'declined', link: { deviceCode: 'device-2' } })
    expect(lines.map(({ closed }) => closed)).toEqual([true, false])
  })

  it('is replaced six times, and then when somebody asks for it', async () => {
    const { stage, story, shows, clock, pause, begun, lines } = await storyStage()
    stage.code = no('expired_token')
    story.begin()
    for (let times = 1; times <= 7; times += 1) {
      await expect.poll(() => begun()).toHaveLength(times)
      await pause()
      clock.pass(6000)
    }
    await shows({ step: 'ended', why: 'idle' })
    clock.pass(3_600_000)
    expect([begun().length, clock.pending()]).toEqual([7, 0])
    expect(lines.every(({ closed }) => closed)).toBe(true)
    story.startOver()
    await shows({ step: 'waiting', note: null })
    clock.pass(6000)
    await shows({ step: 'waiting', note: 'renewed' })
  })

  it('stays on the screen while the server is away, and is asked about more and more seldom', async () => {
    const { stage, story, shows, clock, pause, begun } = await storyStage()
    story.begin()
    await shows({ step: 'waiting' })
    await pause()
    stage.code = [200, 'Welcome to our Wi-Fi']
    const pauses = []
    for (let times = 0; times < 7; times += 1) {
      clock.pass(60_000)
      await shows({ step: 'waiting', trouble: 'offline', link: { deviceCode: 'device-1' } })
      pauses.push(await pause())
    }
    expect(pauses.map((seconds) => Math.round(seconds / 1.1))).toEqual([1, 2, 4, 8, 15, 15, 15])
    stage.code = pending()
    clock.pass(60_000)
    await shows({ step: 'waiting', trouble: null })
    expect(begun()).toHaveLength(1)
  })

  it('waits as long as a busy server says', async () => {
    const { stage, story, shows, pause } = await storyStage()
    stage.begin = [503, { error: 'temporarily_unavailable' }, { 'retry-after': '120' }]
    story.begin()
    await shows({ step: 'preparing', trouble: 'busy' })
    expect(await pause()).toBeGreaterThan(120)
  })

  it('is tried for again where the site’s own back end does not answer', async () => {
    const { stage, story, shows, clock, pause } = await storyStage()
    const { challenge } = stage
    stage.challenge = () => Promise.reject(new Error('offline'))
    story.begin()
    await shows({ step: 'preparing', trouble: 'offline' })
    await pause()
    stage.challenge = () => {
      throw new Error('no promise at all')
    }
    clock.pass(5000)
    stage.challenge = challenge
    await pause()
    clock.pass(5000)
    await shows({ step: 'waiting' })
  })

  it.each([
    [[401, { error: 'invalid_client' }], 'invalid_client'],
    [[400, { error: 'unauthorized_client' }], 'unauthorized_client'],
  ] as const)(
    'is not tried for by itself where this page may have none: %j',
    async (answer, code) => {
      const { stage, story, shows, clock } = await storyStage()
      stage.begin = [...answer]
      story.begin()
      await shows({ step: 'ended', why: 'refused', code })
      expect(clock.pending()).toBe(0)
    },
  )

  it('is never a link of another scheme', async () => {
    const { stage, story, shows } = await storyStage()
    stage.begin = [200, { ...authorization(1), verification_uri_complete: 'javascript:alert(1)' }]
    story.begin()
    await shows({ step: 'preparing', trouble: 'offline' })
  })
})

describe('the three digits', () => {
  it('are sent once, and asked for again only where nobody heard them', async () => {
    const { stage, story, shows, lines, numbers, keys } = await storyStage()
    story.begin()
    await shows({ step: 'waiting' })
    stage.code = pending('matching', 'E…')
    lines[0]?.ear.onNudge()
    await shows({ step: 'matching', who: 'E…', sending: false })
    stage.match = [200, 'a captive portal']
    await Promise.all([story.enter('472'), story.enter('473')])
    expect(numbers()).toEqual([JSON.stringify({ device_code: 'device-1', number: '472' })])
    await shows({ step: 'matching', sending: false })
    stage.match = [200, { status: 'authorized' }]
    stage.code = [200, { code: 'one-time', expires_in: 60 }]
    await story.enter('472')
    await shows({ step: 'signed_in' })
    expect(keys).toEqual(['one-time'])
  })

  it('that are wrong end the code, and the next no is a no again', async () => {
    const { stage, story, shows, lines } = await storyStage()
    story.begin()
    await shows({ step: 'waiting' })
    stage.code = pending('matching')
    lines[0]?.ear.onNudge()
    await shows({ step: 'matching' })
    const problem = { type: 'about:blank', title: 'No', status: 409, code: 'match_missed' }
    stage.match = [409, problem]
    stage.code = no('access_denied')
    await story.enter('111')
    await shows({ step: 'waiting', note: 'missed', link: { deviceCode: 'device-2' } })
    lines[1]?.ear.onNudge()
    await shows({ step: 'waiting', note: 'declined', link: { deviceCode: 'device-3' } })
  })
})

describe('the end', () => {
  it('offers another code where the back end takes no key', async () => {
    const { stage, story, shows, lines } = await storyStage()
    stage.code = [200, { code: 'one-time', expires_in: 60 }]
    stage.onCode = () => Promise.reject(new Error('no'))
    story.begin()
    await shows({ step: 'waiting' })
    lines[0]?.ear.onNudge()
    await shows({ step: 'ended', why: 'not_finished' })
    stage.code = pending()
    story.startOver()
    await shows({ step: 'waiting', link: { deviceCode: 'device-2' } })
  })

  it('leaves no timer where it waits for the next question', async () => {
    const { story, shows, pause, clock, questions } = await storyStage()
    story.begin()
    await shows({ step: 'waiting' })
    await pause()
    story.close()
    expect(clock.pending()).toBe(0)
    clock.pass(60_000)
    expect(questions()).toEqual([])
  })

  it('leaves no timer and no line, and hears no answer any more', async () => {
    const { stage, story, shows, clock, patience, lines, keys, shown } = await storyStage()
    story.begin()
    await shows({ step: 'waiting' })
    stage.held = []
    stage.code = [200, { code: 'one-time', expires_in: 60 }]
    lines[0]?.ear.onNudge()
    await expect.poll(() => stage.held).toHaveLength(1)
    const { length } = shown
    story.close()
    patience.end()
    for (const release of stage.held) release()
    expect([clock.pending(), lines[0]?.closed]).toEqual([0, true])
    story.wake()
    lines[0]?.ear.onNudge()
    // What was under way has come back with nothing, after everything that waits for it.
    await new Promise((resolve) => setImmediate(resolve))
    expect([keys, shown.length, clock.pending()]).toEqual([[], length, 0])
  })

  it('comes at once for calls that hang', async () => {
    const { stage, story, clock, callClock, patience } = await storyStage()
    stage.held = []
    story.begin()
    await expect.poll(() => stage.held).toHaveLength(1)
    expect(callClock.pending()).toBe(1)
    story.close()
    patience.end()
    expect([clock.pending(), callClock.pending()]).toEqual([0, 0])
  })
})
