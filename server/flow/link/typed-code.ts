import { userCodeHash } from '../../credentials/link-secrets.ts'
import { type Refusal, refuse } from '../../errors.ts'
import type { LinkRecord } from '../../store/store.ts'
import { codeWait } from '../../trust/budgets.ts'
import type { Caller, Parts } from '../parts.ts'
import { tryWithin } from '../tries.ts'

/** Seconds in which the misses of everybody are counted together. */
const ALL_WINDOW_SECONDS = 600

/** A link request found by a typed code: live, or ended in the match of whoever asks. */
export interface TypedLink {
  link: LinkRecord
  handleHash: string
  /** So much is being guessed just now that a right code alone proves nothing. */
  underAttack: boolean
}

/**
 * Finds the live link request behind a typed code, for an account that has proven itself. Only misses count against
 * the budgets of RFC 8628 §5.1, and unknown, expired, used and foreign codes are answered alike. Who began a number
 * match is told how it ended.
 */
export async function typedLink(
  parts: Parts,
  userCode: string,
  accountId: string,
  { network }: Caller,
): Promise<TypedLink | Refusal> {
  const { budgets } = parts.config
  const window = budgets.codeWindowSeconds
  const counters = [
    { key: `code:account:${accountId}`, allowed: budgets.codeMissesPerAccount, window },
    {
      key: `code:network:${network.key ?? network.address}`,
      allowed: budgets.codeMissesPerNetwork,
      window,
    },
    { key: 'code:all', allowed: Number.POSITIVE_INFINITY, window: ALL_WINDOW_SECONDS },
  ]
  return tryWithin(
    parts,
    counters.map(({ key }) => key),
    (tallies, now) => {
      const spent = tallies.map((misses, index) => ({
        misses,
        allowed: counters[index]?.allowed ?? 0,
      }))
      return codeWait(spent, window, now)
    },
    async (tallies) => {
      const now = parts.now()
      const hash = userCodeHash(userCode, parts.secret)
      const link =
        (await parts.store.liveLinkByUserCode(hash, now)) ??
        (await parts.store.matchedLink(accountId, hash))
      if (link !== null) {
        const inAll = tallies.at(-1)?.count ?? 0
        return { link, handleHash: link.handleHash, underAttack: inAll > budgets.codeMissesInAll }
      }
      for (const { key, window } of counters) await parts.store.countMiss(key, window, now)
      return refuse('code_unknown')
    },
  )
}
