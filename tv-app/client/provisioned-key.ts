import * as v from 'valibot'

import { textFromBase64url } from './base64url.ts'
import type { GivenKey } from './device-key.ts'
import { GivenKeyShape } from './soft-key.ts'

/**
 * The key that `couchlink devices provision` put into this page's address as `#key=…`, `null` without a readable one.
 * The fragment is taken out of the address and of the history, whatever stood in it.
 */
export function takeProvisionedKey(page: Pick<Window, 'location' | 'history'>): GivenKey | null {
  const encoded = /^#key=([A-Za-z0-9_-]{1,1024})$/.exec(page.location.hash)?.[1]
  if (encoded === undefined) return null
  page.history.replaceState(null, '', page.location.pathname + page.location.search)
  try {
    const key: unknown = JSON.parse(textFromBase64url(encoded))
    return v.is(GivenKeyShape, key) ? key : null
  } catch {
    return null
  }
}
