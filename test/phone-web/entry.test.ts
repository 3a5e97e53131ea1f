import { expect, test } from 'vitest'

import { type Address, takeEntry } from '../../phone-web/src/entry.ts'

const handle = '0123456789ABCDEFGHJKMNPQRS'

function tab(stored: string | null = null) {
  const shown: string[] = []
  let kept = stored
  const open = (pathname: string, hash = '', storage = true): Address => ({
    location: { pathname, search: '', hash },
    history: { replaceState: (_data, _unused, url) => void shown.push(String(url)) },
    storage: storage
      ? {
          getItem: () => kept,
          setItem: (_key, value) => {
            kept = value
          },
        }
      : null,
  })
  return { open, shown }
}

test('the handle leaves the address bar, and a reload goes on with it', () => {
  const { open, shown } = tab()
  expect(takeEntry(open('/tv/L', `#${handle}`))).toEqual({ by: 'handle', handle })
  expect(shown).toEqual(['/tv/L'])
  expect(takeEntry(open('/tv/L'))).toEqual({ by: 'handle', handle })
})

test('a handle in lower case is the same handle', () => {
  expect(takeEntry(tab().open('/L', `#${handle.toLowerCase()}`))).toEqual({ by: 'handle', handle })
})

test('without storage the page works until it is reloaded', () => {
  const { open } = tab()
  expect(takeEntry(open('/L', `#${handle}`, false))).toEqual({ by: 'handle', handle })
  expect(takeEntry(open('/L', '', false))).toEqual({ by: 'code' })
})

test('a fragment that is no handle is told apart from none, and is not kept', () => {
  const { open } = tab()
  expect(takeEntry(open('/L', '#CONSTRUCTOR'))).toEqual({ by: 'broken' })
  expect(takeEntry(open('/L'))).toEqual({ by: 'code' })
})

test('/link is for typing, whatever this tab opened before', () => {
  const { open } = tab(handle)
  expect(takeEntry(open('/link'))).toEqual({ by: 'code' })
  expect(takeEntry(open('/link', '#top'))).toEqual({ by: 'code' })
})

test('what stands in storage is not believed', () => {
  expect(takeEntry(tab('<b>').open('/L'))).toEqual({ by: 'code' })
})
