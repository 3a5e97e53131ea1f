import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { ProblemCode } from '#contract/problem'

import type { Event } from '../../phone-web/src/steps/event.ts'
import type { Sending, State } from '../../phone-web/src/steps/state.ts'
import { begin, step } from '../../phone-web/src/steps.ts'
import { todo } from '../../phone-web/src/todo.ts'
import {
  account,
  asking,
  clear,
  credential,
  details,
  form,
  handle,
  no,
  ok,
  other,
  seen,
  unreachable,
} from './steps/states.ts'

const codes = [
  'sign_in_failed',
  'sign_in_required',
  'reauthenticate',
  'risk_warned',
  'risk_denied',
  'link_taken',
  'link_finished',
  'code_unknown',
  'too_many_attempts',
  'busy',
] satisfies ProblemCode[]

const failure = fc.oneof(
  fc.constant(unreachable),
  fc
    .tuple(fc.constantFrom(...codes), fc.constantFrom('password', 'passkey', 'oidc'))
    .map(([code, method]) =>
      no(code, null, { methods: [method as 'password'], reasons: ['other_country'] }),
    ),
)
const account$ = fc.constantFrom(account, other).map(ok)
const risk = fc.constantFrom(
  clear,
  { verdict: 'warn' as const, reasons: ['other_country' as const] },
  { verdict: 'deny' as const, reasons: ['other_network' as const] },
)
const details$ = risk.map((judged) => ok({ ...details, risk: judged }))
const decided$ = fc
  .constantFrom(
    { status: 'authorized' as const },
    { status: 'denied' as const },
    { status: 'match' as const, number: '472' },
  )
  .map(ok)

/** What may happen to the page: taps, the time, and answers to whatever is under way. */
type Happening =
  | { tap: 'connect' | 'passkey' | 'refuse' | 'sign-out' | 'sign-up' | 'retry' | 'make-passkey' }
  | { other: Event }
  | { answer: { decided: unknown; proven: unknown; account: unknown; signedOut: unknown } }

const taps = [
  'connect',
  'passkey',
  'refuse',
  'sign-out',
  'sign-up',
  'retry',
  'make-passkey',
] as const
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      tap: fc.constantFrom(...taps, 'connect', 'connect', 'connect', 'passkey'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      other: fc.oneof<fc.Arbitrary<Event>[]>(
        fc.record({
          type: fc.constant('details' as const),
          answer: fc.oneof(details$, failure),
          now: fc.constant(0),
        }),
        fc.constant({ type: 'picked' as const, credential }),
        fc.constant({ type: 'ask' as const }),
        fc.constant({ type: 'tick' as const, now: 1000 }),
        fc.constant({ type: 'offer' as const }),
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      answer: fc.record({
        decided: fc.oneof(decided$, failure),
        proven: fc.oneof(account$, failure, fc.constant({ kind: 'cancelled' as const })),
        account: fc.oneof(account$, failure),
        signedOut: fc.oneof(fc.constant(ok(null)), failure),
      }),
    }),
  },
)

function isApproval(sending: Sending): boolean {
  return sending.call === 'decide' && sending.decision.decision === 'approve'
}

/** The page as it runs: its state, what it has sent, and who tapped. */
function play(start: State, happenings: Happening[]) {
  let state = start
  let now = 0
  /** Under way, as the network sees it: whatever was sent and has not been answered. */
  let open: Sending[] = []
  /** The person has tapped a yes that no answer has used up, as this account. */
  let yes: { by: string | null } | null = null
  const approvals: { open: number; tapped: boolean }[] = []

  function dispatch(event: Event) {
    const before = state
    state = step(before, event)
    for (const next of todo(before, state)) {
      if (next.do !== 'send') continue
      if (isApproval(next.sending)) {
        const others = open.filter(isApproval)
        const by = 'account' in state ? (state.account?.username ?? null) : null
        approvals.push({ open: others.length, tapped: yes !== null && yes.by === by })
      }
      open.push(next.sending)
    }
  }

  for (const next of happenings) {
    now += 700
    if ('tap' in next) {
      const by = 'account' in state ? (state.account?.username ?? null) : null
      if (next.tap === 'connect' || next.tap === 'passkey') {
        // A passkey is a yes only to the question that a yes had brought up.
        const proves = state.at === 'asking' && state.account !== null && state.methods !== null
        if (next.tap === 'connect' || proves) yes = { by }
        dispatch({ type: next.tap, form, now })
      } else if (next.tap === 'sign-up') {
        dispatch({ type: 'sign-up', request: { username: 'dora', name: '', password: 'p' } })
      } else {
        const before = state
        dispatch({ type: next.tap })
        if (next.tap === 'refuse' && state !== before) {
          // "Not my TV" takes the yes back; a question that is still on its way is not listened to any more.
          yes = null
          open = open.filter((sending) => !isApproval(sending))
        }
      }
    } else if ('other' in next) dispatch(next.other)
    else {
      const sending = open.pop()
      if (sending === undefined) continue
      const { decided, proven, account: known, signedOut } = next.answer
      if (sending.call === 'decide') {
        const { decision } = sending
        const before = state
        dispatch({ type: 'decided', decision, answer: decided as never, now })
        if (state.at === 'asking' && before !== state) yes = null
      } else if (sending.call === 'prove') dispatch({ type: 'proven', answer: proven as never })
      else if (sending.call === 'sign-up') dispatch({ type: 'signed-up', answer: known as never })
      else dispatch({ type: 'signed-out', answer: signedOut as never })
    }
    open = open.slice(-20)
  }
  return approvals
}

const start = fc.constantFrom<State>(
  asking(),
  asking({ account }),
  asking({ account, link: seen('warn', 'other_country') }),
  begin({ by: 'handle', handle, connected: false }, null, null),
  begin({ by: 'handle', handle, connected: true }, account, null),
  begin({ by: 'code' }, null, null),
  begin({ by: 'code' }, account, null),
)

test('whatever happens, no two approvals are under way at once, and none that nobody tapped', () => {
  let sent = 0
  fc.assert(
    fc.property(start, fc.array(happening, { maxLength: 60 }), (state, happenings) => {
      const approvals = play(state, happenings)
      sent += approvals.length
      for (const { open, tapped } of approvals) {
        expect(open).toBe(0)
        expect(tapped).toBe(true)
      }
    }),
    { numRuns: 10_000 },
  )
  // A page that sends nothing would pass, too.
  expect(sent).toBeGreaterThan(1000)
})
