import * as v from 'valibot'

import type { PayloadRequest } from '#contract/link-key'
import type { AuthorizedCall } from './authorized-calls.ts'
import { failureOf } from './calls.ts'
import type { HelloOutcome } from './hello.ts'
import type { Link } from './link.ts'
import type { LinkKeyPair } from './link-key.ts'
import { makeLinkKey } from './link-key.ts'
import type { Timers } from './timers.ts'
import type { LoadUnseal } from './unseal.ts'

/** What the approval of this TV's code brought for it; told once for each code that led to a binding. */
export type PayloadOutcome =
  /** Sealed to this TV for this very code: what a phone app handed over. */
  | { kind: 'payload'; payload: string }
  /** Whoever approved has handed nothing over, such as the phone's page. */
  | { kind: 'none' }
  /** What came was not sealed to this TV for this code, or was changed on its way. Nothing of it is to be used. */
  | { kind: 'refused' }

/** The client's part of it: makes the keys, and asks for what they open. */
export interface PayloadInbox {
  /** The key for a link request that is about to be asked for; `null` where there can be none. */
  newKey(): Promise<LinkKeyPair | null>
  /** That request was made and its code is shown: the key of an earlier one is dropped. */
  shown(link: Link, pair: LinkKeyPair | null): void
  /** To be called before hello is asked; what it returns is to be told what hello said. */
  hearing(): (outcome: HelloOutcome) => void
  /** Drops the key. */
  drop(): void
}

/** What a client makes its inbox with. */
export type TakePayloads = (parts: {
  call: AuthorizedCall
  timers: Timers
  /** Asks the app to ask hello again. */
  nudge(): void
}) => PayloadInbox

/** After a failure hello is asked again, which asks for the payload again: in seconds, doubling, before chance halves it. */
const RETRY_SECONDS = 2
const RETRY_CAP_SECONDS = 64

/** As `PayloadResponse`, but what is no sealed payload is for whoever opens it to refuse. */
const Answered = v.object({ payload: v.nullable(v.string()) })

interface Held {
  linkId: string
  handle: string
  pair: LinkKeyPair
  asking: boolean
  failures: number
  timer: unknown
}

/**
 * For the option `payloads`: lets phone apps hand something to this TV with their yes, such as a session of its own in
 * the operator's service, which the server relays and cannot read.
 *
 * @param options.take is told once what came of it, after hello has said `bound`
 */
export function takePayloads(options: {
  loadUnseal: LoadUnseal
  take(outcome: PayloadOutcome): void
}): TakePayloads {
  return ({ call, timers, nudge }) => {
    let held: Held | null = null

    function drop(): void {
      if (held) timers.clear(held.timer)
      held = null
    }

    async function ask(one: Held): Promise<void> {
      if (one.asking) return
      one.asking = true
      const outcome = await fetchPayload(call, one, options.loadUnseal)
      one.asking = false
      // Meanwhile it may have been given up, or another code has taken its place.
      if (held !== one) return
      if (outcome === null) return later(one)
      drop()
      options.take(outcome)
    }

    function later(one: Held): void {
      const seconds = Math.min(RETRY_CAP_SECONDS, RETRY_SECONDS * 2 ** one.failures)
      one.failures += 1
      timers.clear(one.timer)
      one.timer = timers.set(nudge, seconds * 1000 * (0.5 + Math.random() / 2))
    }

    return {
      newKey: makeLinkKey,
      shown(link, pair) {
        drop()
        if (pair === null) return
        const handle = link.qr.slice(link.qr.indexOf('#') + 1)
        held = { linkId: link.id, handle, pair, asking: false, failures: 0, timer: null }
      },
      hearing() {
        // An answer to an earlier question says nothing about a code that was not there yet.
        const one = held
        return (outcome) => {
          if (one === null || held !== one) return
          const fate = fateOf(one.linkId, outcome)
          if (fate === 'bound') void ask(one)
          if (fate === 'ended') drop()
        }
      },
      drop,
    }
  }
}

/** What hello says about this link request; `null` as long as it may still come to something. */
function fateOf(linkId: string, outcome: HelloOutcome): 'bound' | 'ended' | null {
  if (outcome.kind !== 'bound' && outcome.kind !== 'not_bound') return null
  const { link } = outcome.kind === 'bound' ? outcome.hello : outcome.notBound
  if (link === null || link.id !== linkId) return 'ended'
  switch (link.state) {
    case 'pending':
    case 'opened':
    case 'matching':
      return null
    case 'approved':
    case 'redeemed':
      return outcome.kind === 'bound' ? 'bound' : 'ended'
    default:
      return 'ended'
  }
}

/** `null` while it cannot be known. */
async function fetchPayload(
  call: AuthorizedCall,
  { linkId, handle, pair }: Held,
  loadUnseal: LoadUnseal,
): Promise<PayloadOutcome | null> {
  const json: PayloadRequest = { link_id: linkId }
  const answer = await call({ method: 'POST', path: 'link/payload', json })
  if (answer.kind !== 'answer' || answer.status !== 200 || !v.is(Answered, answer.body)) {
    const failure = answer.kind === 'answer' ? failureOf(answer) : answer
    const isFinal = failure.kind === 'refused' && failure.status < 500 && failure.status !== 429
    return isFinal ? { kind: 'none' } : null
  }
  const { payload: sealed } = answer.body
  if (sealed === null) return { kind: 'none' }
  const unseal = await loadUnseal().catch(() => null)
  if (unseal === null) return null
  const payload = await unseal(sealed, { privateKey: pair.privateKey, handle })
  return payload === null ? { kind: 'refused' } : { kind: 'payload', payload }
}
