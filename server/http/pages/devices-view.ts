import type { Request } from 'express'
import * as v from 'valibot'
import { SignInMethod } from '#contract/account'
import type { DevicesView, Mine } from '#pages/devices-page'

import { myDevices } from '../../flow/account/my-devices.ts'
import { myKeys } from '../../flow/account/my-keys.ts'
import { passkeyShown } from '../../flow/account/my-passkeys.ts'
import { mySessions } from '../../flow/account/my-sessions.ts'
import type { Caller, Parts } from '../../flow/parts.ts'
import { passkeysHere } from '../../flow/sign-in/passkeys-here.ts'
import { reauthenticate } from '../../flow/sign-in/reauthenticate.ts'
import { isFresh, type SignedIn } from '../../flow/sign-in/signed-in.ts'
import type { Done } from './devices-form.ts'

/** Everything that the page at `/devices` shows to this browser. */
export async function devicesView(
  parts: Parts,
  account: SignedIn | null,
  caller: Caller,
  query: Request['query'],
): Promise<DevicesView> {
  const { local } = parts.config.identity
  return {
    now: parts.now(),
    said: saidBy(query),
    ways: { local, provider: parts.config.identity.oidc?.name ?? null },
    passkeysHere: 'rpId' in passkeysHere(parts, caller),
    mine: account === null ? null : await mineOf(parts, account, caller),
  }
}

/** Only sentences of our own can be named in the address. */
function saidBy({ done, problem }: Request['query']): DevicesView['said'] {
  const deed = DONE.find((name) => name === done)
  if (deed !== undefined) return { key: `devices.done${deed}`, trouble: false }
  const code = PROBLEMS.find((name) => name === problem)
  return code === undefined ? null : { key: `problem.${code}`, trouble: true }
}

const DONE = [
  'Renamed',
  'SignedOut',
  'Disowned',
  'Removed',
  'Added',
  'KeyRemoved',
  'Qr',
  'Password',
  'Deleted',
] as const satisfies readonly Done[]

/** The refusals that somebody on this page can meet. */
const PROBLEMS = [
  'bad_request',
  'sign_in_failed',
  'sign_in_required',
  'passkey_failed',
  'passkeys_unavailable',
  'too_many_passkeys',
  'reauthenticate',
  'not_found',
  'last_sign_in',
  'weak_password',
  'too_many_attempts',
  'provider_refused',
  'provider_unavailable',
  'username_taken',
  'internal_error',
  'busy',
] as const

/** What the page has a sentence for; anything else is ours to mend. */
export function problemSaid(code: string): (typeof PROBLEMS)[number] {
  return PROBLEMS.find((name) => name === code) ?? 'internal_error'
}

async function mineOf(parts: Parts, account: SignedIn, caller: Caller): Promise<Mine> {
  const { identity, passwords } = parts.config
  const { username, name, color, session } = account
  const { devices, taken } = await myDevices(parts, account, caller)
  const { sessions } = await mySessions(parts, account)
  const hasPassword = identity.local && session !== null && session.passwordHash !== null
  return {
    account: { username, name, color },
    devices,
    taken,
    sessions,
    passkeys: await passkeysOf(parts, account, caller),
    keys: (await myKeys(parts, account)).keys,
    qrSignIn: asksForOptIn(parts) ? await parts.store.signsInByQr(account.accountId) : null,
    prove: await methodsToProve(parts, account, caller),
    passwordMinLength: hasPassword ? passwords.minLength : null,
    demo: (await parts.store.accountByUsername(username))?.demo === true,
  }
}

/** Whether there is anything here that only takes accounts which have switched sign-in by QR on. */
function asksForOptIn({ config }: Parts): boolean {
  return config.link.optIn || Object.values(config.clients).some(({ optIn }) => optIn)
}

async function passkeysOf(
  parts: Parts,
  { accountId }: SignedIn,
  caller: Caller,
): Promise<Mine['passkeys']> {
  const here = passkeysHere(parts, caller)
  if ('unavailable' in here) return here
  const records = await parts.store.passkeysOf(accountId)
  const room = records.length < parts.config.passkeys.perAccount
  return { list: records.map(passkeyShown), room }
}

async function methodsToProve(
  parts: Parts,
  account: SignedIn,
  caller: Caller,
): Promise<Mine['prove']> {
  if (isFresh(parts, account)) return null
  const { members } = await reauthenticate(parts, account, caller)
  return v.parse(v.array(SignInMethod), members?.['methods'])
}
