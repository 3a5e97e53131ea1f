import type { LinkRecord, OpenOutcome, Store } from '../../store/store.ts'
import type { Parts } from '../parts.ts'
import type { SignedIn } from '../sign-in/signed-in.ts'

type Claim = NonNullable<Parameters<Store['openLink']>[0]['claim']>

/** The account that acts first on a link request holds it for a while, and the screen names it. */
export function claimOf(parts: Parts, { accountId, name }: SignedIn): Claim {
  return { accountId, shown: masked(name), until: parts.now() + parts.config.link.claimSeconds }
}

/** Holds a link request for an account that has more to prove; the screen hears of it. */
export async function holdLink(
  parts: Parts,
  link: LinkRecord,
  account: SignedIn,
): Promise<OpenOutcome> {
  const { linkId, expiresAt } = link
  const claim = claimOf(parts, account)
  const outcome = await parts.store.openLink({ linkId, now: parts.now(), expiresAt, claim })
  if (outcome === 'opened') await parts.notifier.notify(link.deviceId, 'LinkOpened')
  return outcome
}

/** A name as strangers before the screen may see it: its first letter, whatever the script. */
export function masked(name: string): string {
  const [first] = new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(name.trim())
  return `${first?.segment ?? ''}…`
}
