import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'

import { parseConfig } from '../../server/config.ts'
import type { Caller, Parts } from '../../server/flow/parts.ts'
import type { SignedIn } from '../../server/flow/sign-in/signed-in.ts'
import { makeParts } from '../../server/parts.ts'
import { network, type Peer, type Surroundings, subnets } from '../../server/trust/network.ts'

const BASE = 'https://couch.example'

/** The real parts without a listener, on a database that never waits for a disk. */
export interface House {
  parts: Parts
  clock: { now: number }
  /** Whole numbers below `below`, the same ones each time. */
  draw(below: number): number
  /** A person who has proven their account just now. */
  person(): Promise<SignedIn>
}

export async function openHouse(seed: string, settings: Record<string, unknown>): Promise<House> {
  // Where there is a folder in memory, a commit that waits for the disk costs nothing.
  const dataDir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'couchlink-'))
  const parsed = parseConfig({ dataDir, passwords: { memoryKib: 8, iterations: 1 }, ...settings })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  const clock = { now: 1_800_000_000 }
  let drawn = 0
  const random = (bytes: number): Buffer => {
    drawn += 1
    return createHash('shake256', { outputLength: bytes }).update(`${seed} ${drawn}`).digest()
  }
  const log = pino({ level: 'silent' })
  const { parts, broker, keys } = await makeParts(parsed.config, {
    log,
    now: () => clock.now,
    random,
  })
  onTestFinished(async () => {
    await parts.store.close()
    await parts.passwords.close()
    await broker.close()
    keys.close()
    rmSync(dataDir, { recursive: true })
  })
  let people = 0
  return {
    parts,
    clock,
    draw: (below) => random(4).readUInt32BE() % below,
    async person() {
      people += 1
      const username = `person-${people}`
      const accountId = parts.randomId()
      const account = { accountId, username, name: username, color: '#CCCDFD' }
      const flags = { passwordHash: null, demo: false, disabled: false }
      await parts.store.addAccount({ ...account, ...flags })
      return { ...account, provenAt: clock.now, issuer: null, session: null }
    },
  }
}

/** A server on the open internet: nobody is near it, and nobody stands before it. */
export const PUBLIC: Surroundings = {
  trustedProxies: subnets([]),
  ownSubnets: subnets(['198.18.0.0/24']),
  gateways: [],
  isPublic: true,
}

/** Whoever calls from there, as the one rule about networks sees them. */
export function callerFrom(peer: Peer | string, here: Surroundings = PUBLIC): Caller {
  const where = typeof peer === 'string' ? { address: peer, headers: {} } : peer
  return {
    network: network(where, here),
    base: BASE,
    issuer: BASE,
    secure: true,
    country: null,
    label: null,
  }
}
