import { expect, test } from 'vitest'

import {
  type Address,
  keepTyped,
  rememberConnected,
  takeEntry,
  takeTyped,
} from '../../phone-web/src/entry.ts'

const handle = '0123456789ABCDEFGHJKMNPQRS'

function tab(stored: Record<string, string> = {}) {
  const shown: string[] = []
  const kept = new Map(Object.entries(stored))
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  const open = (path: string, hash = '', stores = true): Address => {
    const { pathname, search } = new URL(path, 'https://tv.test')
    return {
      location: { pathname, search, hash },
      history: { replaceState: (_data, _unused, url) => void shown.push(String(url)) },
      storage: stores ? storage : null,
    }
  }
  return { open, shown, storage }
}

const scanned = { by: 'handle', handle, connected: false }

test('the handle leaves the address bar, and a reload goes on with it', () => {
  const { open, shown } = tab()
  expect(takeEntry(open('/tv/L', `#${handle}`))).toEqual(scanned)
  expect(shown).toEqual(['/tv/L'])
  expect(takeEntry(open('/tv/L'))).toEqual(scanned)
})

test('a handle in lower case is the same handle', () => {
  expect(takeEntry(tab().open('/L', `#${handle.toLowerCase()}`))).toEqual(scanned)
})

test('without storage the page works until it is reloaded', () => {
  const { open } = tab()
  expect(takeEntry(open('/L', `#${handle}`, false))).toEqual(scanned)
  expect(takeEntry(open('/L', '', false))).toEqual({ by: 'code' })
})

test('a fragment that is no handle is told apart from none, and is not kept', () => {
  const { open } = tab()
  expect(takeEntry(open('/L', '#CONSTRUCTOR'))).toEqual({ by: 'broken' })
  expect(takeEntry(open('/L'))).toEqual({ by: 'code' })
})

test('/link is for typing, whatever this tab opened before', () => {
  const { open } = tab({ 'couchlink-handle': handle })
  expect(takeEntry(open('/link'))).toEqual({ by: 'code' })
  expect(takeEntry(open('/link', '#top'))).toEqual({ by: 'code' })
  // Nor does it come back to that.
  expect(takeEntry(open('/L'))).toEqual({ by: 'code' })
})

test('what stands in storage is not believed', () => {
  expect(takeEntry(tab({ 'couchlink-handle': '<b>' }).open('/L'))).toEqual({ by: 'code' })
})

test('a sign-in elsewhere that failed comes back to the TV it was for', () => {
  const { open } = tab({ 'couchlink-handle': handle })
  expect(takeEntry(open('/link?problem=provider_refused'))).toEqual(scanned)
  expect(takeEntry(tab().open('/link?problem=provider_refused'))).toEqual({ by: 'code' })
})

test('the tab that connected a TV knows it when it is loaded again, and knows no other', () => {
  const { open, storage } = tab()
  takeEntry(open('/L', `#${handle}`))
  rememberConnected(storage)
  expect(takeEntry(open('/L'))).toEqual({ ...scanned, connected: true })
  const next = `1${handle.slice(1)}`
  expect(takeEntry(open('/L', `#${next}`))).toEqual({ ...scanned, handle: next })
  expect(() => rememberConnected(null)).not.toThrow()
})

test('a typed code survives a sign-in elsewhere, once', () => {
  const { storage } = tab()
  keepTyped(storage, 'WDJB-MJHT')
  expect(takeTyped(storage)).toBe('WDJB-MJHT')
  expect(takeTyped(storage)).toBe('')
  keepTyped(null, 'WDJB-MJHT')
  expect(takeTyped(null)).toBe('')
})
