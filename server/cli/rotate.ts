import type { Config } from '../config.ts'
import { rotateKeys } from '../credentials/keys.ts'
import { done, type Outcome, problem } from './outcome.ts'
import { withKeys } from './with-keys.ts'

/** @param wish.now forgets every old key, for when one may have been stolen */
export function rotate({ now: dropOld = false }: { now?: boolean }): Promise<Outcome> {
  return withKeys(async (listed, { dataDir, tokens, watch }) => {
    if (listed.length === 0) {
      return problem('missing', 'There are no keys yet; the server makes them at its first start.')
    }
    const rotated = await rotateKeys(dataDir, {
      now: Math.floor(Date.now() / 1000),
      dropOld,
      overlapSeconds: Math.max(longestLife(tokens), watch.mediaSeconds, watch.ownMediaSeconds),
    })
    if ('tooSoonSeconds' in rotated) return problem('refused', TOO_SOON(rotated.tooSoonSeconds))
    const { kid, previous } = rotated
    const before =
      previous === null
        ? 'All older keys are forgotten; every token they signed is refused, and TVs get new ones.'
        : `What ${previous} has signed counts until it ends.`
    return done(rotated, `${kid} signs from now on. ${before}`)
  })
}

/** A token may be as old as this and still be in use. */
function longestLife({ accessTtlSeconds, noticesTtlSeconds }: Config['tokens']): number {
  return Math.max(accessTtlSeconds, noticesTtlSeconds)
}

const TOO_SOON = (seconds: number) =>
  `The keys were rotated not long ago, and tokens of the previous one still count for ${seconds} s.
Rotate again after that; or at once with --now, if a key may have been stolen: all tokens end then.`
