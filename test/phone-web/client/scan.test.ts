import { describe, expect, it } from 'vitest'

import { readScan } from '../../../phone-web/client/couchlink-phone.ts'

const HANDLE = '0123456789ABCDEFGHJKMNPQRS'

describe('what a phone scanned', () => {
  const OURS: [string, string][] = [
    ['https://tv.example', 'https://tv.example/'],
    ['https://tv.example:8443', 'https://tv.example:8443/'],
    ['https://example.com/tv/here', 'https://example.com/tv/here/'],
    ['http://localhost:8080', 'http://localhost:8080/'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
    ['http://192.168.1.5:8080', 'http://192.168.1.5:8080/'],
    ['http://10.0.0.7', 'http://10.0.0.7/'],
    ['http://172.31.0.1', 'http://172.31.0.1/'],
    ['http://169.254.1.1', 'http://169.254.1.1/'],
    ['http://[::1]:8080', 'http://[::1]:8080/'],
    ['http://[fd12:3456::1]', 'http://[fd12:3456::1]/'],
    ['http://[fe80::1]', 'http://[fe80::1]/'],
    ['http://couch.local:8080', 'http://couch.local:8080/'],
    ['http://couch', 'http://couch/'],
    ['HTTPS://TV.EXAMPLE', 'https://tv.example/'],
  ]
  for (const [address, base] of OURS) {
    it(`is a code of ${address}`, () => {
      expect(readScan(`${address}/L#${HANDLE}`)).toEqual({ base, handle: HANDLE })
    })
  }

  const FOREIGN: [string, string][] = [
    ['plain http at a public name', `http://tv.example/L#${HANDLE}`],
    ['plain http at a public address', `http://203.0.113.5/L#${HANDLE}`],
    ['plain http beside a private network', `http://172.32.0.1/L#${HANDLE}`],
    ['plain http at a public IPv6 address', `http://[2001:db8::1]/L#${HANDLE}`],
    ['a public name that begins like a near one', `http://localhost.example/L#${HANDLE}`],
    ['a public name that looks like an address', `http://10.0.0.7.example/L#${HANDLE}`],
    ['another scheme', `tv://tv.example/L#${HANDLE}`],
    ['a script', `javascript:alert(1)/L#${HANDLE}`],
    ['a user name', `https://eliza@tv.example/L#${HANDLE}`],
    ['a query', `https://tv.example/L?x=1#${HANDLE}`],
    ['another page', `https://tv.example/link#${HANDLE}`],
    ['a page below', `https://tv.example/L/x#${HANDLE}`],
    ['a path that only ends so', `https://tv.example/HELL#${HANDLE}`],
    ['no handle', 'https://tv.example/L'],
    ['a short handle', `https://tv.example/L#${HANDLE.slice(1)}`],
    ['a long handle', `https://tv.example/L#${HANDLE}0`],
    ['a handle in small letters', `https://tv.example/L#${HANDLE.toLowerCase()}`],
    ['a letter that no handle has', `https://tv.example/L#${HANDLE.replace('A', 'U')}`],
    ['nothing', ''],
    ['a text', HANDLE],
    ['a long text', `https://tv.example/${'x'.repeat(600)}/L#${HANDLE}`],
  ]
  for (const [what, text] of FOREIGN) {
    it(`is none of ours: ${what}`, () => {
      expect(readScan(text)).toBeNull()
    })
  }

  it('may have blanks around it', () => {
    expect(readScan(` https://tv.example/L#${HANDLE}\n`)?.handle).toBe(HANDLE)
  })
})
