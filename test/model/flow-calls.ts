import type { AuthorizeRequest } from '#contract/authorize'

import { sha256 } from '../../server/credentials/link-secrets.ts'
import { isRefusal } from '../../server/errors.ts'
import { endDueBindings } from '../../server/flow/device/expire.ts'
import { approve, deny } from '../../server/flow/link/authorize.ts'
import { openLink, showLink } from '../../server/flow/link/open.ts'
import type { Caller } from '../../server/flow/parts.ts'
import { draftSession, sessionAccount, startSession } from '../../server/flow/sign-in/session.ts'
import { signOut } from '../../server/flow/sign-in/sign-out.ts'
import type { SignedIn } from '../../server/flow/sign-in/signed-in.ts'
import type { SoftPasskey } from '../support/authenticator.ts'
import { type KeyPair, signApproval } from '../support/phone-key.ts'
import { accountCalls } from './account-calls.ts'
import { answered, BASE, callerAt } from './answered.ts'
import type { Calls, Finder } from './calls.ts'
import { PHONES } from './cast.ts'
import { deviceCalls, deviceIdOfTv } from './device-calls.ts'
import { FlowParts } from './flow-parts.ts'
import { operatorCalls } from './operator-calls.ts'

export interface FlowCalls extends Calls {
  flow: FlowParts
  close(): Promise<void>
}

/** What a phone's browser keeps: the id that proves the session, and the lasting one that names it. */
export interface Cookie {
  id: string
  sessionId: string
}

/** The flows, called as the routes call them, without HTTP, signatures of devices and cookies: many a second. */
export async function openFlowCalls(): Promise<FlowCalls> {
  const flow = await FlowParts.open()
  const cookies: (Cookie | null)[] = PHONES.map(() => null)
  const passkeys: SoftPasskey[] = []
  const keys: KeyPair[] = []
  const keep = (phone: number, { id, draft }: ReturnType<typeof draftSession>) => {
    cookies[phone] = { id, sessionId: draft.sessionId }
  }
  const signedIn = (phone: number, caller: Caller): Promise<SignedIn | null> => {
    const cookie = cookies[phone] ?? null
    return sessionAccount(flow.parts, cookie && sha256(cookie.id), caller)
  }

  return {
    flow,
    clock: flow.clock,
    async begin() {
      await flow.begin()
      passkeys.length = 0
      keys.length = 0
      for (const [phone, person] of PHONES.entries()) {
        const account = await flow.parts.store.accountByUsername(person)
        if (account === null) continue
        const session = draftSession(flow.parts, account, 'password', callerAt('home'), null)
        await flow.parts.store.openSession(session.draft)
        keep(phone, session)
      }
    },
    ...deviceCalls(() => flow.parts),

    signIn: (phone, credentials, place) =>
      answered(async () => {
        const caller = callerAt(place)
        const before = await signedIn(phone, caller)
        const started = await startSession(flow.parts, credentials, caller, before)
        if (isRefusal(started)) return started
        keep(phone, started.session)
        return started.account
      }),
    signOut: (phone) =>
      answered(async () => {
        const cookie = cookies[phone]
        await signOut(flow.parts, cookie ? sha256(cookie.id) : null, callerAt('home'))
        cookies[phone] = null
        return {}
      }),
    details: (phone, finder, place) =>
      answered(async () => {
        const caller = callerAt(place)
        const who = await signedIn(phone, caller)
        if ('handle' in finder) return openLink(flow.parts, finder.handle, who, caller)
        const typed = plain(finder.user_code)
        return who === null
          ? { refused: 'sign_in_required' }
          : showLink(flow.parts, typed, who, caller)
      }),
    approve: (phone, finder, proof, more, place) =>
      answered(async () => {
        const caller = callerAt(place)
        const decision = 'approve' as const
        const pair = keys[proof?.key ?? -1]
        const handle = 'handle' in finder ? finder.handle : ''
        const says = { handle, origin: BASE, iat: flow.clock.now }
        const signed =
          pair === undefined ? {} : { approval: await flow.beside(signApproval(pair, says)) }
        const sent = { ...asTyped(finder), ...proof?.credentials, ...signed, ...more }
        const request = { ...sent, decision } as AuthorizeRequest
        const result = await approve(flow.parts, request, await signedIn(phone, caller), caller)
        if (isRefusal(result)) return result
        if (result.session !== null) keep(phone, result.session)
        return result.match === null
          ? { status: 'authorized' }
          : { status: 'match', ...result.match }
      }),
    deny: (handle) =>
      answered(async () => (await deny(flow.parts, handle)) ?? { status: 'denied' }),

    ...accountCalls(() => flow.parts, { cookies, keep, signedIn, passkeys, keys }),
    ...operatorCalls(
      () => flow.parts.store,
      flow.clock,
      () => flow.parts.randomId(),
    ),
    endDueBindings: () => endDueBindings(flow.parts),
    restart: () => flow.restart(),
    noticed: () => flow.noticed(),
    deviceIdOfTv,
    close: () => flow.close(),
  }
}

/** As the contract hands a typed code on: without the dash. */
function plain(userCode: string): string {
  return userCode.replace('-', '')
}

function asTyped(finder: Finder): Finder {
  return 'handle' in finder ? finder : { user_code: plain(finder.user_code) }
}
