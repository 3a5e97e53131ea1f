import * as v from 'valibot'

import { Handle } from '#contract/ids'

import type { Entry } from './steps/state.ts'

/** The TV that this tab is about, and the one that it has connected. */
const KEPT = 'couchlink-handle'
const CONNECTED = 'couchlink-connected'
/** The code that was typed before the person went to sign in elsewhere. */
const TYPED = 'couchlink-code'

/** The parts of `window` that this reads; a page without storage (blocked cookies) still works, until it is reloaded. */
export interface Address {
  location: Pick<Location, 'hash' | 'pathname' | 'search'>
  history: Pick<History, 'replaceState'>
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null
}

/**
 * Takes the handle out of the address bar, where it would be shared, bookmarked and synchronised, and keeps it for
 * this tab. `/link` is for those who type, whatever this tab opened before, unless they come back from a sign-in
 * elsewhere that failed.
 */
export function takeEntry({ location, history, storage }: Address): Entry {
  const typing = location.pathname.endsWith('/link')
  const fragment = location.hash.slice(1)
  if (fragment !== '') {
    history.replaceState(null, '', location.pathname + location.search)
    const handle = fragment.toUpperCase()
    if (v.is(Handle, handle)) {
      storage?.setItem(KEPT, handle)
      return known(handle, storage)
    }
    if (!typing) return { by: 'broken' }
  }
  if (typing && !location.search.includes('problem=')) {
    storage?.removeItem(KEPT)
    return { by: 'code' }
  }
  const kept = storage?.getItem(KEPT)
  return v.is(Handle, kept) ? known(kept, storage) : { by: 'code' }
}

/** Remembers that it was this tab, so that the page can say so when it is loaded again. */
export function rememberConnected(storage: Address['storage']): void {
  storage?.setItem(CONNECTED, storage.getItem(KEPT) ?? '')
}

export function keepTyped(storage: Address['storage'], code: string): void {
  storage?.setItem(TYPED, code)
}

/** Once: the next visit types its own. */
export function takeTyped(storage: Address['storage']): string {
  const code = storage?.getItem(TYPED) ?? ''
  storage?.removeItem(TYPED)
  return code
}

function known(handle: string, storage: Address['storage']): Entry {
  return { by: 'handle', handle, connected: storage?.getItem(CONNECTED) === handle }
}
