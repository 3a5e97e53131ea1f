import type { LinkDetails } from '#contract/link'
import { TV_CLIENT } from '#contract/token'
import { showUserCode } from '#contract/user-code'

import { sha256, userCodeOf } from '../../credentials/link-secrets.ts'
import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { LinkRecord } from '../../store/store.ts'
import { placeOf } from '../../trust/home.ts'
import type { SignedIn } from '../account/sign-in.ts'
import { termsOf } from '../client/authenticate.ts'
import type { Caller, Parts } from '../parts.ts'
import { whereabouts } from '../whereabouts.ts'
import { isLive, linkState, refuseEnded } from './link-status.ts'
import { typedLink } from './typed-code.ts'

/** Opened again so soon, nothing is written and nobody is told: whoever reloads in a loop costs a read. */
const OPENED_AGAIN_SECONDS = 5

/**
 * A phone opened the page with this handle: tells it which TV that is, and the TV that it was opened. Both happen on
 * this POST alone, so that link previews and prefetching change nothing.
 */
export async function openLink(
  parts: Parts,
  handle: string,
  caller: Caller,
): Promise<LinkDetails | Refusal> {
  const link = await parts.store.linkByHandle(sha256(handle))
  if (link === null || termsOf(parts, link) === null) return refuse('link_unknown')
  const now = parts.now()
  const state = linkState(link, now)
  if (!isLive(state)) return refuseEnded(state, link.reason)
  const userCode = userCodeOf(handle, parts.secret)
  const again = link.openedAt !== null && link.openedAt + OPENED_AGAIN_SECONDS > now
  if (again) return detailsOf(parts, link, userCode, caller)
  const { openedTtlSeconds, maxTtlSeconds } = parts.config.link
  const expiresAt = Math.min(
    link.createdAt + maxTtlSeconds,
    Math.max(link.expiresAt, now + openedTtlSeconds),
  )
  if (!(await parts.store.openLink(link.linkId, now, expiresAt))) {
    return openLink(parts, handle, caller)
  }
  await parts.notifier.notify(link.deviceId, 'LinkOpened')
  return detailsOf(parts, { ...link, expiresAt }, userCode, caller)
}

/** The same for somebody who is signed in and typed the code. The TV is not told: only a camera stands before it. */
export async function showLink(
  parts: Parts,
  userCode: string,
  account: SignedIn,
  caller: Caller,
): Promise<LinkDetails | Refusal> {
  const typed = await typedLink(parts, userCode, account.accountId, caller)
  if (isRefusal(typed)) return typed
  const { link } = typed
  const state = linkState(link, parts.now())
  return isLive(state) ? detailsOf(parts, link, userCode, caller) : refuseEnded(state, link.reason)
}

async function detailsOf(
  parts: Parts,
  link: LinkRecord,
  userCode: string,
  caller: Caller,
): Promise<LinkDetails> {
  const now = parts.now()
  return {
    link_id: link.linkId,
    device: { name: link.deviceName, model: link.deviceModel },
    client_name: link.clientId === TV_CLIENT ? null : (termsOf(parts, link)?.name ?? null),
    place: placeOf(link.network, await whereabouts(parts, caller.network)),
    started_ago: Math.max(0, now - link.createdAt),
    user_code: showUserCode(userCode),
    expires_in: link.expiresAt - now,
  }
}
