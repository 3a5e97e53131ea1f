import { createSocket } from 'node:dgram'
import { existsSync, readFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'

import type { Config } from './config.ts'
import type { Place } from './http/caller.ts'
import { subnets } from './trust/network.ts'
import { ownAddresses, ownSubnets } from './trust/own-addresses.ts'
import { isPublicUrl } from './trust/public-address.ts'

/** Addresses may change while a server runs (a laptop, a new lease), but not from one request to the next. */
const REFRESH_MS = 10_000

/** Where this server stands, read from the machine and remembered for a few seconds. */
export async function createOwnPlace(config: Config, port: () => number): Promise<() => Place> {
  const routed = await routedAddress()
  const name = hostname().toLowerCase()
  const gateways = inContainer() ? containerGateways() : []
  const trustedProxies = subnets(config.trustedProxies)
  let place: Place | undefined
  let readAt = 0
  return () => {
    if (place !== undefined && performance.now() - readAt < REFRESH_MS) return place
    const interfaces = networkInterfaces()
    readAt = performance.now()
    place = {
      here: {
        trustedProxies,
        ownSubnets: subnets(ownSubnets(interfaces)),
        gateways,
        isPublic: isPublicUrl(config.publicUrl),
      },
      ours: {
        configured: config.publicUrl,
        names: [name, `${name}.local`, ...config.allowedHosts],
        addresses: ownAddresses(interfaces, routed),
        port: port(),
        scheme: config.tls === null ? 'http' : 'https',
      },
      countryHeader: config.risk.countryHeader,
    }
    return place
  }
}

/** The address from which this machine would speak to the outside. Connecting a UDP socket sends nothing. */
function routedAddress(): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const end = (address: string | null) => {
      socket.close()
      resolve(address)
    }
    socket.once('error', () => end(null))
    // An address of the documentation range (RFC 5737): no such host exists.
    socket.connect(9, '192.0.2.1', () => end(socket.address().address))
  })
}

function inContainer(): boolean {
  return existsSync('/.dockerenv') || existsSync('/run/.containerenv')
}

/** The default gateways of `/proc/net/route`, where addresses are little-endian hex. */
function containerGateways(): string[] {
  try {
    return readFileSync('/proc/net/route', 'utf8')
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([, destination]) => destination === '00000000')
      .map(([, , gateway = '']) => Buffer.from(gateway, 'hex').reverse().join('.'))
  } catch {
    return []
  }
}
