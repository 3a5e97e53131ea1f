import * as v from 'valibot'

import type { LinkDetails } from '#contract/link'
import { LinkKey } from '#contract/link-key'
import { TV_CLIENT } from '#contract/token'
import { showUserCode } from '#contract/user-code'

import { sha256, userCodeOf } from '../../credentials/link-secrets.ts'
import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { LinkRecord } from '../../store/store.ts'
import { maskedAddress } from '../../trust/masked-address.ts'
import { termsOf } from '../client/authenticate.ts'
import type { Caller, Parts } from '../parts.ts'
import type { SignedIn } from '../sign-in/signed-in.ts'
import { claimOf } from './claim.ts'
import { isLive, linkState, refuseEnded } from './link-status.ts'
import { riskOf } from './risk.ts'
import { typedLink } from './typed-code.ts'

/** Opened again so soon, nothing is written and nobody is told: whoever reloads in a loop costs a read. */
const OPENED_AGAIN_SECONDS = 5

/**
 * A phone opened the page with this handle: tells it which TV that is, and the TV that it was opened, and by whom where
 * somebody is signed in. All of it happens on this POST alone, so that link previews and prefetching change nothing.
 *
 * @param account whose session the phone has, `null` without one; it holds the link request from now on
 */
export async function openLink(
  parts: Parts,
  handle: string,
  account: SignedIn | null,
  caller: Caller,
): Promise<LinkDetails | Refusal> {
  const link = await parts.store.linkByHandle(sha256(handle))
  if (link === null || termsOf(parts, link) === null) return refuse('link_unknown')
  const state = linkState(link, parts.now())
  if (!isLive(state)) return refuseEnded(state, link.reason)
  const opened = await open(parts, link, account)
  if (opened === 'ended') return openLink(parts, handle, account, caller)
  if (opened === 'taken') return refuse('link_taken')
  return detailsOf(parts, opened, userCodeOf(handle, parts.secret), account, caller)
}

/** The same for somebody who is signed in and typed the code. */
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
  if (!isLive(state)) return refuseEnded(state, link.reason)
  const opened = await open(parts, link, account)
  if (opened === 'ended') return refuse('code_unknown')
  if (opened === 'taken') return refuse('link_taken')
  return detailsOf(parts, opened, userCode, account, caller)
}

/** Lets it live longer, claims it, and tells the screen; answers the link request as it stands now. */
async function open(
  parts: Parts,
  link: LinkRecord,
  account: SignedIn | null,
): Promise<LinkRecord | 'taken' | 'ended'> {
  const now = parts.now()
  const justOpened = link.openedAt !== null && link.openedAt + OPENED_AGAIN_SECONDS > now
  const held = link.claimUntil !== null && link.claimUntil > now ? link.claimAccountId : null
  if (justOpened && (account === null || held === account.accountId)) return link
  const { openedTtlSeconds, maxTtlSeconds } = parts.config.link
  const expiresAt = Math.min(
    link.createdAt + maxTtlSeconds,
    Math.max(link.expiresAt, now + openedTtlSeconds),
  )
  const claim = account === null ? null : claimOf(parts, account)
  const outcome = await parts.store.openLink({ linkId: link.linkId, now, expiresAt, claim })
  if (outcome !== 'opened') return outcome
  await parts.notifier.notify(link.deviceId, 'LinkOpened')
  return { ...link, expiresAt }
}

async function detailsOf(
  parts: Parts,
  link: LinkRecord,
  userCode: string,
  account: SignedIn | null,
  caller: Caller,
): Promise<LinkDetails> {
  const now = parts.now()
  const { place, risk } = await riskOf(parts, link, account, caller)
  return {
    link_id: link.linkId,
    device_id: link.deviceId,
    link_key: link.linkKey === null ? null : v.parse(LinkKey, JSON.parse(link.linkKey)),
    device: { name: link.deviceName, model: link.deviceModel },
    client_name: link.clientId === TV_CLIENT ? null : (termsOf(parts, link)?.name ?? null),
    site: link.site,
    place,
    tv_address: link.address === null ? null : maskedAddress(link.address),
    phone_address: maskedAddress(caller.network.address),
    risk,
    binding_seconds: parts.config.link.bindingSeconds,
    started_ago: Math.max(0, now - link.createdAt),
    user_code: showUserCode(userCode),
    expires_in: link.expiresAt - now,
  }
}
