import { describe, expect, it } from 'vitest'

import { network, subnets, unlessCrowded } from '../../../server/trust/network.ts'

const HOME = {
  trustedProxies: subnets([]),
  ownSubnets: subnets(['192.168.1.0/24', '2001:db8:1:2::/64']),
  gateways: [],
  isPublic: false,
}
const PROXIED = { ...HOME, trustedProxies: subnets(['10.9.0.0/16', '127.0.0.1']) }
const PUBLIC = { ...HOME, isPublic: true }
const CONTAINER = { ...HOME, ownSubnets: subnets(['172.17.0.0/16']), gateways: ['172.17.0.1'] }

describe('network() knows the house of the server', () => {
  it.each([
    '127.0.0.1',
    '127.4.5.6',
    '::1',
    '::ffff:127.0.0.1',
    '192.168.1.77',
    '::ffff:192.168.1.77',
    '169.254.3.4',
    'fe80::1',
    'fe80::1%eth0',
    '2001:db8:1:2::99',
  ])('%s is on the host’s LAN', (address) => {
    expect(network({ address, headers: {} }, HOME)).toMatchObject({
      kind: 'host_lan',
      key: 'host-lan',
    })
  })
})

describe('network() tells other places apart', () => {
  it.each([
    ['10.0.5.9', '10.0.5.0/24'],
    ['192.168.2.9', '192.168.2.0/24'],
    ['172.20.1.2', '172.20.1.0/24'],
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:9:8:7:6:5:4', '2001:db8:9:8::/64'],
    ['2001:db8::5', '2001:db8:0:0::/64'],
    ['2001:0db8:0009:0008::1', '2001:db8:9:8::/64'],
    ['fd00::1:2', 'fd00:0:0:0::/64'],
  ])('%s is in %s', (address, key) => {
    expect(network({ address, headers: {} }, HOME)).toMatchObject({ kind: 'known', key })
  })
})

describe('network() doubts', () => {
  it.each([
    ['x-forwarded-for', '192.168.1.5'],
    ['forwarded', 'for=192.168.1.5'],
    ['via', '1.1 squid'],
    ['cf-connecting-ip', '192.168.1.5'],
  ])('a caller with a %s header that no configured proxy sent', (name, value) => {
    const peer = { address: '192.168.1.77', headers: { [name]: value } }
    expect(network(peer, HOME)).toMatchObject({ kind: 'unknown', why: 'unconfigured_proxy' })
    expect(network({ ...peer, address: '198.51.100.1' }, PROXIED)).toMatchObject({
      kind: 'unknown',
      why: 'unconfigured_proxy',
    })
  })

  it('the gateway of a container, behind which everybody looks alike', () => {
    expect(network({ address: '172.17.0.1', headers: {} }, CONTAINER)).toMatchObject({
      kind: 'unknown',
      why: 'container_gateway',
    })
  })

  it('loopback on a server with a public address: that is a proxy nobody configured', () => {
    for (const address of ['127.0.0.1', '::1', '169.254.1.1', 'fe80::5']) {
      expect(network({ address, headers: {} }, PUBLIC).kind).toBe('unknown')
    }
    expect(network({ address: '192.168.1.77', headers: {} }, PUBLIC)).toMatchObject({
      key: '192.168.1.0/24',
    })
  })

  it('what is no address', () => {
    for (const address of ['', 'localhost', '999.1.1.1', '::ffff:1.2.3']) {
      expect(network({ address, headers: {} }, HOME).kind).toBe('unknown')
    }
  })
})

describe('network() behind a configured proxy', () => {
  const from = (forwarded: string | undefined) =>
    network(
      {
        address: '10.9.0.1',
        headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
      },
      PROXIED,
    )

  it('takes the rightmost address that is none of ours, whatever stands left of it', () => {
    expect(from('203.0.113.7')).toMatchObject({ key: '203.0.113.7' })
    expect(from('192.168.1.5, 203.0.113.7')).toMatchObject({ key: '203.0.113.7' })
    expect(from('203.0.113.7, 10.9.3.3, 127.0.0.1')).toMatchObject({ key: '203.0.113.7' })
    expect(from('192.168.1.5')).toMatchObject({ kind: 'host_lan' })
  })

  it('doubts when the proxy does not say for whom it speaks', () => {
    for (const header of [undefined, '', 'unknown', '203.0.113.7, garbage', '10.9.1.1']) {
      expect(from(header)).toMatchObject({ kind: 'unknown', why: 'proxy_without_address' })
    }
  })
})

describe('a crowd', () => {
  const cafe = network({ address: '203.0.113.7', headers: {} }, HOME)

  it('makes an address nobody’s home', () => {
    expect(unlessCrowded(cafe, false)).toBe(cafe)
    expect(unlessCrowded(cafe, true)).toMatchObject({ why: 'crowded' })
  })

  it('is no matter on loopback, where a developer tries things out', () => {
    const here = network({ address: '127.0.0.1', headers: {} }, HOME)
    expect(unlessCrowded(here, true)).toBe(here)
  })
})
