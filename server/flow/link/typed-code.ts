import { userCodeHash } from '../../credentials/link-secrets.ts'
import { type Refusal, refuse } from '../../errors.ts'
import type { LinkRecord } from '../../store/store.ts'
import { codeWait } from '../../trust/budgets.ts'
import type { Caller, Parts } from '../parts.ts'

/** Seconds in which the misses of everybody are counted together. */
const ALL_WINDOW_SECONDS = 600

/** A live link request found by a typed code. */
export interface TypedLink {
  link: LinkRecord
  handleHash: string
  /** So much is being guessed just now that a right code alone proves nothing. */
  underAttack: boolean
}

/**
 * Finds the live link request behind a typed code, for an account that has proven itself. Only misses count against
 * the budgets of RFC 8628 §5.1, and unknown, expired, used and foreign codes are answered alike.
 */
export async function typedLink(
  parts: Parts,
  userCode: string,
  accountId: string,
  { network }: Caller,
): Promise<TypedLink | Refusal> {
  const { budgets } = parts.config
  const window = budgets.codeWindowSeconds
  const now = parts.now()
  const counters = [
    { key: `code:account:${accountId}`, allowed: budgets.codeMissesPerAccount, window },
    {
      key: `code:network:${network.key ?? network.address}`,
      allowed: budgets.codeMissesPerNetwork,
      window,
    },
    { key: 'code:all', allowed: Number.POSITIVE_INFINITY, window: ALL_WINDOW_SECONDS },
  ]
  const keys = counters.map(({ key }) => key)
  const missed = await parts.store.missesOf(keys, now)
  // Nothing is awaited from here to the start of the try, so that tries sent at once see each other.
  const tallies = counters.map(({ key, allowed }, index) => {
    const { count = 0, lastAt = 0 } = missed[index] ?? {}
    const underWay = parts.underWay.count(key)
    return { misses: { count: count + underWay, lastAt: underWay > 0 ? now : lastAt }, allowed }
  })
  const wait = codeWait(tallies, window, now)
  if (wait > 0) return refuse('too_many_attempts', { retryAfterSeconds: wait })

  return parts.underWay.run(keys, async () => {
    const link = await parts.store.liveLinkByUserCode(userCodeHash(userCode, parts.secret), now)
    if (link !== null) {
      const inAll = tallies.at(-1)?.misses.count ?? 0
      return { link, handleHash: link.handleHash, underAttack: inAll > budgets.codeMissesInAll }
    }
    for (const { key, window } of counters) await parts.store.countMiss(key, window, now)
    return refuse('code_unknown')
  })
}
