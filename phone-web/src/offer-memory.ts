/** When (epoch ms) the person last said "Not now" to a passkey. */
const KEPT = 'couchlink-no-passkey'

/** Who did not want one hears of it again after a season, not at every TV. */
const REST_MS = 90 * 86_400_000

/** Without storage (blocked cookies) nothing can be remembered, so the person is not asked at all. */
type Memory = Pick<Storage, 'getItem' | 'setItem'> | null

export function mayOffer(storage: Memory, nowMs: number): boolean {
  if (storage === null) return false
  const declinedAt = Number(storage.getItem(KEPT) ?? Number.NEGATIVE_INFINITY)
  // A moment that lies ahead is a clock's mistake.
  return !(declinedAt <= nowMs && nowMs < declinedAt + REST_MS)
}

export function rememberDeclined(storage: Memory, nowMs: number): void {
  storage?.setItem(KEPT, String(nowMs))
}
