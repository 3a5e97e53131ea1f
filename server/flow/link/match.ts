import { type Refusal, refuse } from '../../errors.ts'
import type { SessionDraft, Store } from '../../store/store.ts'
import type { Parts } from '../parts.ts'
import type { SignedIn } from '../sign-in/signed-in.ts'
import { masked } from './claim.ts'

const DAY_SECONDS = 86_400

/** Three digits for the phone's screen, to be entered on the other one. */
export interface Match {
  number: string
}

/**
 * Phone and screen are not known to be at home: the phone gets three digits, and only who sees both screens can enter
 * them on the other. Asked again, it gives the same ones, so that the phone may ask how it went; `ended` when that is
 * known by now.
 */
export async function startMatch(
  parts: Parts,
  {
    handleHash,
    account,
    until,
    session,
    phoneKeyId,
    payload,
  }: {
    handleHash: string
    account: SignedIn
    /** When the binding ends, should the match be won. */
    until: number | null
    /** The session that begins with this yes, `null` where the account's own or a phone's key says it. */
    session: SessionDraft | null
    phoneKeyId: string | null
    /** For the TV alone, should the match be won. */
    payload: string | null
  },
): Promise<Match | Refusal | 'ended'> {
  const { matchSeconds, matchMissesPerDay } = parts.config.link
  const now = parts.now()
  const [missed] = await parts.store.missesOf([missKey(account.accountId)], now)
  if ((missed?.count ?? 0) >= matchMissesPerDay) return refuse('not_at_home')
  const outcome = await parts.store.startMatch({
    handleHash,
    accountId: account.accountId,
    shown: masked(account.name),
    number: drawNumber(parts),
    until: now + matchSeconds,
    bindingUntil: until,
    sessionId: (session ?? account.session)?.sessionId ?? null,
    session,
    phoneKeyId,
    payload,
    now,
  })
  switch (outcome.outcome) {
    case 'unknown':
      return refuse('link_unknown')
    case 'no_account':
      return refuse(phoneKeyId === null ? 'sign_in_required' : 'approval_refused')
    case 'taken':
      return refuse('link_taken')
    case 'ended':
      return 'ended'
    case 'matching':
      if (outcome.begun) await parts.notifier.notify(outcome.deviceId, 'LinkMatch')
      return { number: outcome.number }
  }
}

/**
 * What was entered on the screen: the right number binds, a wrong one denies, and there is one try.
 *
 * @param of the link request: a TV's own, or an app's by the hash of its device code
 */
export async function answerMatch(
  parts: Parts,
  of: Parameters<Store['answerMatch']>[0]['of'],
  number: string,
): Promise<Refusal | null> {
  const outcome = await parts.store.answerMatch({
    of,
    number,
    bindingId: parts.randomId(),
    now: parts.now(),
  })
  if (outcome.outcome === 'unknown') return refuse('link_unknown')
  const { deviceId, accountId } = outcome
  if (outcome.outcome === 'bound') {
    parts.log.info({ deviceId }, 'A device was connected after a number match.')
    await parts.notifier.notify(deviceId, 'DeviceAuthorized', { authorized: true })
    return null
  }
  parts.log.warn({ deviceId }, 'A number match was missed.')
  await parts.store.countMiss(missKey(accountId), DAY_SECONDS, parts.now())
  await parts.notifier.notify(deviceId, 'LinkDenied')
  return refuse('match_missed')
}

function missKey(accountId: string): string {
  return `match:${accountId}`
}

/** Bytes from 252 up are passed over, so that every digit from 1 to 9 is equally likely. */
function drawNumber(parts: Parts): string {
  const digits = [...Buffer.from(parts.randomSecret(), 'base64url')]
    .filter((byte) => byte < 252)
    .map((byte) => String((byte % 9) + 1))
  return digits.slice(0, 3).join('')
}
