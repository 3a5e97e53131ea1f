import { describe, expect, it } from 'vitest'

import { ownAddresses } from '../../../server/trust/own-addresses.ts'
import { isOurHost, isPublicUrl, publicBase } from '../../../server/trust/public-address.ts'

const called = (host: string, scheme: 'http' | 'https' = 'http', prefix = '') => ({
  scheme,
  host,
  prefix,
})
const LAN = {
  configured: null,
  names: ['couch', 'couch.local'],
  addresses: ['192.168.1.5'],
  port: 8080,
  scheme: 'http' as const,
}

describe('the address in the QR is right', () => {
  it.each([
    ['on a LAN, as the TV called it', called('192.168.1.5:8080'), LAN, 'http://192.168.1.5:8080'],
    ['on a LAN, by name', called('couch.local:8080'), LAN, 'http://couch.local:8080'],
    [
      'on a LAN, when the TV is this very machine',
      called('localhost:8080'),
      LAN,
      'http://192.168.1.5:8080',
    ],
    ['on a LAN, by loopback address', called('127.0.0.1:8080'), LAN, 'http://192.168.1.5:8080'],
    [
      'on loopback only',
      called('localhost:8080'),
      { ...LAN, addresses: [] },
      'http://localhost:8080',
    ],
    [
      'in a container, as the TV called the host outside',
      called('192.168.1.20:8080'),
      { ...LAN, addresses: ['172.17.0.2'] },
      'http://192.168.1.20:8080',
    ],
    [
      'in a container, when the host itself calls',
      called('localhost:8080'),
      { ...LAN, addresses: ['172.17.0.2'] },
      'http://172.17.0.2:8080',
    ],
    [
      'behind a configured proxy that forwards host and scheme',
      called('couch.home.arpa', 'https'),
      LAN,
      'https://couch.home.arpa',
    ],
    [
      'behind a configured proxy with a sub-path',
      called('couch.home.arpa', 'https', '/tv-login'),
      LAN,
      'https://couch.home.arpa/tv-login',
    ],
    [
      'with PUBLIC_URL and a sub-path, whatever anybody called',
      called('evil.example'),
      { ...LAN, configured: 'https://tv.example.com/couch' },
      'https://tv.example.com/couch',
    ],
    [
      'on IPv6',
      called('[2001:db8::5]:8080'),
      { ...LAN, addresses: ['2001:db8::5'] },
      'http://[2001:db8::5]:8080',
    ],
    [
      'on IPv6 only, when the TV is this very machine',
      called('[::1]:8080'),
      { ...LAN, addresses: ['2001:db8::5'] },
      'http://[2001:db8::5]:8080',
    ],
    ['on port 80', called('localhost'), { ...LAN, port: 80 }, 'http://192.168.1.5'],
    [
      'with a certificate of our own',
      called('localhost:8443', 'https'),
      { ...LAN, port: 8443, scheme: 'https' as const },
      'https://192.168.1.5:8443',
    ],
    [
      'with a certificate of our own, on port 443',
      called('localhost', 'https'),
      { ...LAN, port: 443, scheme: 'https' as const },
      'https://192.168.1.5',
    ],
  ])('%s', (_where, addressed, ours, base) => {
    expect(publicBase(addressed, ours)).toBe(base)
  })

  it('never comes from a name that is not ours', () => {
    for (const host of [
      'evil.example',
      'evil.example:8080',
      '8.8.8.8',
      'a@b',
      'x y',
      '',
      '[::1',
      'localhost.evil.example',
    ]) {
      expect(publicBase(called(host), LAN), host).toBe('http://192.168.1.5:8080')
    }
  })
})

describe('a Host header is ours', () => {
  it('when it is an address or a name that public DNS cannot point here', () => {
    for (const host of [
      '192.168.1.5:8080',
      '10.0.0.9',
      'couch',
      'tv.lan',
      'COUCH.local',
      'localhost:1',
      '[fd00::1]:8080',
    ]) {
      expect(isOurHost(host, LAN), host).toBe(true)
    }
  })

  it('never when no URL could be made of it', () => {
    for (const host of ['couch:99999', '192.168.1.5:65536', '[::1]:70000', '']) {
      expect(isOurHost(host, LAN), host).toBe(false)
    }
  })

  it('when it is configured', () => {
    const ours = { ...LAN, configured: 'https://tv.example.com', names: ['alias.example.com'] }
    expect(isOurHost('tv.example.com', ours)).toBe(true)
    expect(isOurHost('alias.example.com:8443', ours)).toBe(true)
    expect(isOurHost('other.example.com', ours)).toBe(false)
  })
})

describe('a public URL', () => {
  it('is one that a phone anywhere could reach', () => {
    const isPublic = ['https://tv.example.com', 'http://8.8.8.8:8080', 'https://[2001:db8::1]']
    const isNot = [
      null,
      'http://192.168.1.5:8080',
      'http://100.101.102.103:8080',
      'http://169.254.7.7',
      'https://couch.local',
      'http://couch',
      'http://localhost:8080',
    ]
    for (const url of isPublic) expect(isPublicUrl(url), url).toBe(true)
    for (const url of isNot) expect(isPublicUrl(url), String(url)).toBe(false)
  })
})

describe('this machine’s addresses', () => {
  const v4 = (address: string) => [
    { address, netmask: '255.255.255.0', cidr: `${address}/24`, internal: false },
  ]

  it('are those a phone in the house could reach, the likeliest first', () => {
    const interfaces = {
      lo: [{ address: '127.0.0.1', netmask: '255.0.0.0', cidr: '127.0.0.1/8', internal: true }],
      docker0: v4('172.17.0.1'),
      'br-12ab': v4('172.18.0.1'),
      wg0: v4('10.6.0.2'),
      eth1: v4('10.0.0.7'),
      wlan0: v4('192.168.1.5'),
      eth0: [
        { address: 'fe80::1', netmask: '', cidr: 'fe80::1/64', internal: false },
        { address: '2001:db8::5', netmask: '', cidr: '2001:db8::5/64', internal: false },
      ],
      usb0: v4('169.254.9.9'),
    }
    expect(ownAddresses(interfaces, null)).toEqual(['192.168.1.5', '10.0.0.7', '2001:db8::5'])
    expect(ownAddresses(interfaces, '10.0.0.7')[0]).toBe('10.0.0.7')
  })
})
