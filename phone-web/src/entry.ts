import * as v from 'valibot'

import { Handle } from '#contract/ids'

import type { Entry } from './steps/state.ts'

const KEPT = 'couchlink-handle'

/** The parts of `window` that this reads; a page without storage (blocked cookies) still works, until it is reloaded. */
export interface Address {
  location: Pick<Location, 'hash' | 'pathname' | 'search'>
  history: Pick<History, 'replaceState'>
  storage: Pick<Storage, 'getItem' | 'setItem'> | null
}

/**
 * Takes the handle out of the address bar, where it would be shared, bookmarked and synchronised, and keeps it for
 * this tab. `/link` is for those who type, whatever this tab opened before.
 */
export function takeEntry({ location, history, storage }: Address): Entry {
  const typing = location.pathname.endsWith('/link')
  const fragment = location.hash.slice(1)
  if (fragment !== '') {
    history.replaceState(null, '', location.pathname + location.search)
    const handle = fragment.toUpperCase()
    if (v.is(Handle, handle)) {
      storage?.setItem(KEPT, handle)
      return { by: 'handle', handle }
    }
    return typing ? { by: 'code' } : { by: 'broken' }
  }
  const kept = typing ? null : storage?.getItem(KEPT)
  return v.is(Handle, kept) ? { by: 'handle', handle: kept } : { by: 'code' }
}
