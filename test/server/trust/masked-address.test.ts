import { describe, expect, it } from 'vitest'

import { maskedAddress } from '../../../server/trust/masked-address.ts'

describe('a masked address', () => {
  it.each([
    ['an IPv4 address keeps three groups', '192.0.2.7', '192.0.2.…'],
    ['an IPv4 address in IPv6 is IPv4', '::ffff:192.0.2.7', '192.0.2.…'],
    ['the same in capitals', '::FFFF:192.0.2.7', '192.0.2.…'],
    ['an IPv6 address keeps three groups', '2001:db8:1:2:3:4:5:6', '2001:db8:1:…'],
    ['leading zeros are not written', '2001:0db8:0001:2:3:4:5:6', '2001:db8:1:…'],
    ['what :: leaves out is zeros', '2001:db8::1', '2001:db8:0:…'],
    ['also right at the start', '::2:3:4:5:6:7:8', '0:2:3:…'],
    ['also at the end', '2001:db8:1::', '2001:db8:1:…'],
    ['an IPv4 address at the end counts for two groups', '64:ff9b::192.0.2.7', '64:ff9b:0:…'],
    ['a zone index is no part of it', 'fe80::1%eth0', 'fe80:0:0:…'],
    ['loopback stays', '127.0.0.1', '127.0.0.1'],
    ['loopback stays in IPv6', '::1', '::1'],
    ['loopback in IPv6 notation stays', '::ffff:127.0.0.1', '127.0.0.1'],
    ['what is no address shows nothing', 'unix:/run/socket', '…'],
    ['nothing shows nothing', '', '…'],
  ])('%s', (_case, address, masked) => {
    expect(maskedAddress(address)).toBe(masked)
  })

  it('never shows the last group of an IPv4 address', () => {
    for (let last = 0; last < 256; last += 1) {
      expect(maskedAddress(`198.51.100.${last}`)).toBe('198.51.100.…')
    }
  })
})
