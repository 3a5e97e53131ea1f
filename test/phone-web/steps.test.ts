import { describe, expect, test } from 'vitest'

import type { ProblemCode } from '#contract/problem'
import { PROBLEMS } from '#contract/problem'

import type { Answer, Refusal } from '../../phone-web/src/calls.ts'
import { begin, type Event, type Form, type State, step } from '../../phone-web/src/steps.ts'
import { TEXTS } from '../../phone-web/src/texts.ts'

const handle = '0123456789ABCDEFGHJKMNPQRS'
const account = { username: 'eliza', name: 'Eliza', color: '#CCCDFD' }
const details = {
  link_id: 'A'.repeat(22),
  device: { name: 'Living room', model: 'Samsung TV' },
  place: 'same_network' as const,
  started_ago: 20,
  user_code: 'WDJB-MJHT',
  expires_in: 500,
}
const form: Form = { code: 'wdjb mjht', username: ' eliza ', password: 'Senza2024', remember: true }
const link = { handle, details, seenAt: 7 }
const unreachable = { kind: 'unreachable' } as const

function ok<T>(value: T): Answer<T> {
  return { kind: 'ok', value }
}

function no(code: ProblemCode, retryAfterSeconds: number | null = null): Refusal {
  const [status, title] = PROBLEMS[code]
  return { kind: 'refused', status, code, title, retryAfterSeconds }
}

function asking(over: Partial<Extract<State, { at: 'asking' }>> = {}): State {
  return { at: 'asking', link, account: null, sending: null, note: null, ...over }
}

function play(state: State, ...events: Event[]): State {
  return events.reduce(step, state)
}

const scanned = begin({ by: 'handle', handle })
const typing = begin({ by: 'code' })
const approve = {
  handle,
  decision: 'approve' as const,
  username: 'eliza',
  password: 'Senza2024',
  remember: true,
}
const approving = asking({ sending: { call: 'decide', decision: approve } })
const denying = asking({ sending: { call: 'decide', decision: { handle, decision: 'deny' } } })
const signingOut = asking({ account, sending: { call: 'sign-out' } })

describe('loading', () => {
  test('a scanned link asks as soon as TV and account are known, in whichever order', () => {
    const heard: Event = { type: 'details', answer: ok(details), now: 7 }
    const known: Event = { type: 'session', answer: ok(account) }
    expect(play(scanned, heard, known)).toEqual(asking({ account }))
    expect(play(scanned, known, heard)).toEqual(asking({ account }))
    expect(play(scanned, heard).at).toBe('loading')
    expect(play(scanned, known).at).toBe('loading')
  })

  test('whoever types the code waits for the account only', () => {
    expect(play(typing, { type: 'session', answer: no('sign_in_required') })).toEqual(
      asking({ link: null }),
    )
  })

  test.each([no('sign_in_required'), no('busy'), unreachable])(
    'an account that cannot be asked for (%o) means signing in, never waiting',
    (answer) => {
      const state = play(
        scanned,
        { type: 'session', answer },
        { type: 'details', answer: ok(details), now: 7 },
      )
      expect(state).toEqual(asking())
    },
  )

  test.each(['link_unknown', 'link_denied', 'link_expired', 'link_superseded', 'link_finished'])(
    '%s is final and says so in the server’s words',
    (code) => {
      const answer = no(code as ProblemCode)
      expect(step(scanned, { type: 'details', answer, now: 7 })).toEqual({
        at: 'ended',
        how: 'over',
        text: answer.title,
      })
    },
  )

  test('a passing trouble can be retried, with the handle still known', () => {
    const failed = step(scanned, { type: 'details', answer: no('busy', 30), now: 7 })
    expect(failed).toEqual({
      at: 'failed',
      handle,
      text: `${PROBLEMS.busy[1]} Try again in 30 seconds.`,
    })
    expect(step(failed, { type: 'retry' })).toEqual(scanned)
    expect(step(scanned, { type: 'details', answer: unreachable, now: 7 })).toEqual({
      at: 'failed',
      handle,
      text: TEXTS.unreachable,
    })
  })

  test('a link that is not whole is not sent anywhere', () => {
    expect(begin({ by: 'broken' })).toEqual({ at: 'ended', how: 'over', text: TEXTS.brokenLink })
  })
})

describe('asking', () => {
  test('connecting sends what was typed, once', () => {
    const sent = step(asking(), { type: 'connect', form })
    expect(sent).toEqual(approving)
    expect(step(sent, { type: 'connect', form })).toBe(sent)
  })

  test('a known account connects without typing', () => {
    expect(step(asking({ account }), { type: 'connect', form: { ...form, username: '' } })).toEqual(
      asking({
        account,
        sending: { call: 'decide', decision: { handle, decision: 'approve' } },
      }),
    )
  })

  test('a typed code goes with the sign-in, normalized', () => {
    const { handle: _, ...rest } = approve
    expect(step(asking({ link: null }), { type: 'connect', form })).toEqual(
      asking({
        link: null,
        sending: { call: 'decide', decision: { user_code: 'WDJBMJHT', ...rest } },
      }),
    )
  })

  test.each([
    ['a code that cannot be one', { code: 'WDJB-MJH' }, 'code'],
    ['a code with a wrong letter', { code: 'WDJB-MJHA' }, 'code'],
    ['no user name', { username: '  ' }, 'username'],
    ['no password', { password: '' }, 'password'],
  ] as const)('%s is said here and not sent', (_, over, focus) => {
    const state = step(asking({ link: null }), { type: 'connect', form: { ...form, ...over } })
    expect(state).toMatchObject({ sending: null, note: { focus, again: null } })
  })

  test('"Not my TV" needs no sign-in, and nothing to refuse means no refusal', () => {
    expect(step(asking(), { type: 'refuse' })).toEqual(denying)
    const typed = asking({ link: null })
    expect(step(typed, { type: 'refuse' })).toBe(typed)
  })

  test('another account signs this one out first', () => {
    expect(step(asking({ account }), { type: 'sign-out' })).toEqual(signingOut)
    const nobody = asking()
    expect(step(nobody, { type: 'sign-out' })).toBe(nobody)
    expect(step(signingOut, { type: 'signed-out', answer: ok(null) })).toEqual(asking())
    expect(step(signingOut, { type: 'signed-out', answer: no('sign_in_required') })).toEqual(
      asking(),
    )
    expect(step(signingOut, { type: 'signed-out', answer: unreachable })).toEqual(
      asking({ account, note: { text: TEXTS.unreachable, focus: null, again: 'sign-out' } }),
    )
  })

  test('a new try takes the old note away', () => {
    const note = { text: 'try again!', focus: 'password' as const, again: null }
    expect(step(asking({ note }), { type: 'connect', form })).toEqual(approving)
    expect(step(asking({ note }), { type: 'refuse' })).toEqual(denying)
    expect(step(asking({ account, note }), { type: 'sign-out' })).toEqual(signingOut)
  })
})

describe('the answer to a decision', () => {
  test('says "connected!" or "Refused", as the server decided', () => {
    expect(step(approving, { type: 'decided', answer: ok({ status: 'authorized' }) })).toEqual({
      at: 'ended',
      how: 'connected',
      text: 'connected! Look at your TV.',
    })
    expect(step(denying, { type: 'decided', answer: ok({ status: 'denied' }) })).toEqual({
      at: 'ended',
      how: 'refused',
      text: 'Refused. The TV shows a new code.',
    })
  })

  /** Every way in which the server can say no: where it leads, and what "Try again" would repeat. */
  const outcomes: Record<ProblemCode, 'over' | { focus: string | null; again: string | null }> = {
    bad_request: { focus: null, again: null },
    invalid_token: { focus: null, again: null },
    device_not_bound: { focus: null, again: null },
    sign_in_failed: { focus: 'password', again: null },
    sign_in_required: { focus: 'username', again: null },
    cross_site: { focus: null, again: null },
    not_at_home: { focus: null, again: null },
    not_found: { focus: null, again: null },
    link_unknown: 'over',
    code_unknown: { focus: 'code', again: null },
    method_not_allowed: { focus: null, again: null },
    link_denied: 'over',
    link_expired: 'over',
    link_superseded: 'over',
    link_finished: 'over',
    payload_too_large: { focus: null, again: null },
    unsupported_media_type: { focus: null, again: null },
    host_not_allowed: { focus: null, again: null },
    too_many_attempts: { focus: null, again: null },
    internal_error: { focus: null, again: 'connect' },
    busy: { focus: null, again: 'connect' },
  }

  test.each(Object.entries(outcomes))('%s', (code, outcome) => {
    const answer = no(code as ProblemCode)
    const state = step(approving, { type: 'decided', answer })
    if (outcome === 'over') {
      expect(state).toEqual({ at: 'ended', how: 'over', text: answer.title })
      return
    }
    const text = code === 'sign_in_failed' ? `try again! ${answer.title}` : answer.title
    expect(state).toEqual(asking({ note: { text, ...outcome } as never }))
  })

  test('a session that has ended meanwhile leads to the form', () => {
    const state = step(
      asking({ account, sending: { call: 'decide', decision: { handle, decision: 'approve' } } }),
      { type: 'decided', answer: no('sign_in_required') },
    )
    expect(state).toMatchObject({ account: null, sending: null, note: { focus: 'username' } })
  })

  test('too many tries say how long to wait', () => {
    const state = step(approving, { type: 'decided', answer: no('too_many_attempts', 300) })
    expect(state).toMatchObject({
      note: { text: 'Too many tries. Please wait a little. Try again in 5 minutes.' },
    })
  })

  test.each([
    [approving, 'connect'],
    [denying, 'refuse'],
  ])('no answer offers the very same again', (sent, again) => {
    expect(step(sent, { type: 'decided', answer: unreachable })).toEqual(
      asking({ note: { text: TEXTS.unreachable, focus: null, again } as never }),
    )
  })
})

test('an event that means nothing in a state leaves it as it is', () => {
  const events: Record<Event['type'], Event> = {
    details: { type: 'details', answer: ok(details), now: 7 },
    session: { type: 'session', answer: ok(account) },
    connect: { type: 'connect', form },
    refuse: { type: 'refuse' },
    'sign-out': { type: 'sign-out' },
    decided: { type: 'decided', answer: ok({ status: 'authorized' }) },
    'signed-out': { type: 'signed-out', answer: ok(null) },
    retry: { type: 'retry' },
  }
  const states: [State, Event['type'][]][] = [
    [scanned, ['details', 'session']],
    [typing, ['session']],
    [{ at: 'failed', handle, text: '' }, ['retry']],
    [asking(), ['connect', 'refuse']],
    [asking({ account }), ['connect', 'refuse', 'sign-out']],
    [asking({ link: null }), ['connect']],
    [asking({ link: null, account }), ['connect', 'sign-out']],
    [approving, ['decided']],
    [denying, ['decided']],
    [signingOut, ['signed-out']],
    [{ at: 'ended', how: 'connected', text: '' }, []],
    [{ at: 'ended', how: 'refused', text: '' }, []],
    [{ at: 'ended', how: 'over', text: '' }, []],
  ]
  for (const [state, meaningful] of states) {
    for (const event of Object.values(events)) {
      const moved = step(state, event) !== state
      expect([state, event.type, moved]).toEqual([
        state,
        event.type,
        meaningful.includes(event.type),
      ])
    }
  }
})
